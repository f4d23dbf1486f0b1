// The search box above the board: asks the server while you type, newest answer wins.
const input = document.querySelector('#search');
const results = document.querySelector('#results');
let current = new AbortController();

/**
 * @param {string} text
 * @param {AbortSignal} signal
 * @returns {Promise<string[]>}
 */
async function search(text, signal) {
  const response = await fetch(`/customers/search?q=${encodeURIComponent(text)}`, { signal });
  return response.json();
}

/**
 * @param {string} text
 * @param {AbortSignal} signal
 */
async function suggest(text, signal) {
  if (signal.aborted) return [];
  const response = await fetch(`https://suggest.harbour.example/v1?q=${encodeURIComponent(text)}`);
  return response.json();
}

function show(lines) {
  results.replaceChildren(...lines.map((line) => Object.assign(document.createElement('li'), { textContent: line })));
}

input.addEventListener('input', async () => {
  current.abort();
  const mine = (current = new AbortController());
  try {
    const lines = await search(input.value, mine.signal);
    if (!mine.signal.aborted) show(lines);
  } catch (error) {
    if (!mine.signal.aborted) show([`Search failed: ${error.message}`]);
  }
});

input.addEventListener('focus', async () => {
  show(await suggest(input.value, current.signal));
});

document.querySelector('#logo').addEventListener('click', () => {
  fetch('/assets/horn.ogg').then(playSound).catch(console.warn);
});

async function playSound(response) {
  const context = new AudioContext();
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(await response.arrayBuffer());
  source.connect(context.destination);
  source.start();
}
