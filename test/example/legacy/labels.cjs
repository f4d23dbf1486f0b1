// Text of a label. Layouts are files so that the warehouse can change them.
const { readFileSync } = require('fs');
const path = require('path');

function Label(order) {
  this.order = order;
}

Label.prototype.layout = function () {
  return readFileSync(path.join(__dirname, 'layouts', 'standard.txt'), 'latin1');
};

Label.prototype.toString = function () {
  return this.layout().replace('%ORDER%', this.order);
};

exports.render = function render(order) {
  return new Label(order).toString();
};
