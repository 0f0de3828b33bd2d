// The keyboard alone: a journey that uses nothing else proves that nothing else is needed. What has the focus must show it.

// What Tab may stop at, and more presses, for what the browser itself stops at: what scrolls, the parts of a date.
const STOPS = 'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]'
const MORE = 100
// How often the field for files is pressed, and how long its window may take each time.
const PRESSES = 4
const OPENS_WITHIN = 15_000

export class Keys {
  constructor(page) {
    this.page = page
    // Characters, for whoever reckons how long somebody takes.
    this.typed = 0
  }

  /** Presses Tab until what the locator finds has the focus; among radio buttons of one question, the arrow. */
  async to(locator) {
    await locator.waitFor({ state: 'attached' })
    // Once round the page, however long it is: in what all tests share, a family has as many cases as there are tests.
    const most = MORE + (await this.page.evaluate((stops) => document.querySelectorAll(stops).length, STOPS))
    for (let presses = 0; presses <= most; presses += 1) {
      const at = await locator.evaluate((element) => {
        const focused = document.activeElement
        if (focused === element) return 'there'
        const same = focused.type === 'radio' && element.type === 'radio' && focused.name === element.name && focused.form === element.form
        return same ? 'beside' : 'away'
      })
      if (at === 'there') return this.shown(locator)
      await this.page.keyboard.press(at === 'beside' ? 'ArrowDown' : 'Tab')
    }
    throw new Error(`the keyboard does not reach ${locator} with ${most} presses of Tab`)
  }

  /** Presses what has the focus: a box or a radio button is ticked, anything else is entered. */
  async activate() {
    const ticked = await this.page.evaluate(() => ['checkbox', 'radio'].includes(document.activeElement.type))
    await this.page.keyboard.press(ticked ? 'Space' : 'Enter')
  }

  /** Goes there and presses it. */
  async press(locator) {
    await this.to(locator)
    await this.activate()
  }

  /** The same, with Enter hit twice as by a hand that trembles. */
  async pressTwice(locator) {
    await this.to(locator)
    await Promise.all([this.activate(), this.activate()])
  }

  /** Goes there, presses it, and waits for the page that it leads to. */
  async follow(locator) {
    await this.to(locator)
    await Promise.all([this.page.waitForEvent('load'), this.activate()])
  }

  /** Goes to a field and types; what stood in it is replaced. */
  async fill(locator, text) {
    await this.to(locator)
    await this.page.keyboard.press('ControlOrMeta+A')
    await this.page.keyboard.press('Delete')
    await this.page.keyboard.type(text)
    this.typed += text.length
  }

  /** Goes to a box or a radio button and sees to it that it is ticked, or not. */
  async tick(locator, wanted) {
    await this.to(locator)
    if ((await locator.isChecked()) !== wanted) await this.page.keyboard.press('Space')
    if ((await locator.isChecked()) !== wanted) throw new Error(`Space does not change ${locator}`)
  }

  /** Goes to a list and down it until what is wanted, its value or its words, is chosen. */
  async choose(locator, wanted) {
    const value = await locator.evaluate((list, is) => {
      const found = [...list.options].find((option) => option.value === (is.value ?? is) || option.label === (is.label ?? is))
      return found?.value
    }, wanted)
    if (value === undefined) throw new Error(`${locator} does not offer ${JSON.stringify(wanted)}`)
    await this.to(locator)
    await this.page.keyboard.press('Home')
    const most = await locator.locator('option').count()
    for (let presses = 0; presses <= most; presses += 1) {
      if ((await locator.inputValue()) === value) return
      await this.page.keyboard.press('ArrowDown')
    }
    throw new Error(`the arrows do not reach ${value} in ${locator}`)
  }

  /** Goes to the field for files and opens the system's own window with it, which is not ours to test. */
  async bring(locator, files) {
    await this.to(locator)
    // A browser that is busy may let a key go by: then it is pressed again, as somebody would.
    for (let left = PRESSES; ; left -= 1) {
      const opens = this.page.waitForEvent('filechooser', { timeout: OPENS_WITHIN }).catch((error) => {
        if (left === 1) throw error
      })
      await this.page.keyboard.press('Space')
      const chooser = await opens
      if (chooser) return chooser.setFiles(files)
    }
  }

  // A drawn element, and a field drawn by its label, show the focus in ways of their own; the screenshots are looked at for those.
  async shown(locator) {
    const shows = await locator.evaluate((element) => {
      if (element instanceof SVGElement || ['checkbox', 'radio', 'file'].includes(element.type)) return true
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
    })
    if (!shows) throw new Error(`${locator} has the focus and does not show it`)
  }
}
