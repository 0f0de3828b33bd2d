// A page as somebody without a mouse has it: what a journey does to it, or to anything that it finds there, is done with Tab, the
// arrows, Space and Enter. So a journey is written once, and walked by hand and by keyboard alone.

// What is done to one element, and by what of keys.mjs.
const ACTS = {
  click: (keys, on) => keys.press(on),
  dblclick: (keys, on) => keys.pressTwice(on),
  fill: (keys, on, text) => keys.fill(on, text),
  check: (keys, on) => keys.tick(on, true),
  uncheck: (keys, on) => keys.tick(on, false),
  selectOption: (keys, on, wanted) => keys.choose(on, wanted),
  setInputFiles: (keys, on, files) => keys.bring(on, files),
}
// What nobody without a mouse can do.
const BY_MOUSE = new Set(['mouse', 'touchscreen', 'tap', 'hover', 'dragTo', 'dragAndDrop', 'dispatchEvent', 'press'])

/** The page, with `keys` for hands. */
export function byKeyboard(page, keys) {
  const Locator = page.locator('html').constructor
  const mine = (found) => {
    if (Array.isArray(found)) return found.map(mine)
    return found instanceof Locator ? handled(found, (act, args) => act(keys, found, ...args)) : found
  }
  const handled = (one, perform) =>
    new Proxy(one, {
      get(target, name) {
        if (BY_MOUSE.has(name)) throw new Error(`${String(name)} takes a mouse, and this journey is walked by keyboard alone`)
        if (ACTS[name]) return (...args) => perform(ACTS[name], args)
        const value = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...args) => {
          const returned = value.apply(target, args)
          return returned instanceof Promise ? returned.then(mine) : mine(returned)
        }
      },
    })
  // On a page the first argument says on which element.
  return handled(page, (act, [selector, ...args]) => act(keys, page.locator(selector), ...args))
}
