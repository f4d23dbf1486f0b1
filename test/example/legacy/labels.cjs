// Text of a label. Layouts are files so that the warehouse can change them.
const { readFileSync } = require('fs');
const path = require('path');

class Label {
  constructor(order) {
    this.order = order;
  }

  layout() {
    return readFileSync(path.join(__dirname, 'layouts', 'standard.txt'), 'latin1');
  }

  toText() {
    return this.layout().replace('%ORDER%', this.order);
  }
}

exports.render = function render(order) {
  return new Label(order).toText();
};
