// A button that prints the page it stands on. It is hidden where there is no script: the browser's own menu prints as well.

/** @param {HTMLButtonElement} button */
export default function print(button) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
