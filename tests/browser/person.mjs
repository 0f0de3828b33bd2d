// Somebody at a browser of their own: a context, one page, and what a journey does with it. A journey may ask for a second
// person (`person({ … })`), whose cookies and cache are their own.
import { join } from 'node:path'
import { byKeyboard } from './hands.mjs'
import { Keys } from './keys.mjs'
import { look } from './look.mjs'
import { passkeys } from './passkeys.mjs'
import { printed } from './printed.mjs'
import { Watch } from './watch.mjs'

const LOCALES = { en: 'en-GB', cy: 'cy-GB' }
export const DESK = { width: 1200, height: 900 }
const PATIENCE_MS = 45_000

export class Person {
  /** Opens a context of its own. `given` is the order that run.mjs was handed, and the journey's name. */
  static async arrives(browser, given) {
    const script = given.input?.script !== false
    const keyboard = given.input?.hand === 'keyboard'
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      javaScriptEnabled: script,
      locale: LOCALES[given.language],
      viewport: DESK,
    })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    const cdp = await context.newCDPSession(page)
    const watch = await Watch.over(page, cdp, given)
    return new Person(browser, given, { script, keyboard, context, page, cdp, watch })
  }

  constructor(browser, given, { script, keyboard, context, page, cdp, watch }) {
    Object.assign(this, { browser, given, script, keyboard, context, page, cdp, watch })
    this.keys = new Keys(page)
    this.language = given.language
    this.timings = { steps: [], pages: [] }
    this.current = 'begin'
    this.others = []
  }

  /** What a journey is given; see README.md. */
  tools() {
    const { browser, context, given } = this
    return {
      browser,
      context,
      page: this.keyboard ? byKeyboard(this.page, this.keys) : this.page,
      origin: given.origin,
      language: this.language,
      input: given.input ?? {},
      keys: this.keys,
      visit: (path, options) => this.visit(path, options),
      step: (name, act) => this.step(name, act),
      look: (name) => this.look(name),
      printed: (name) => this.printed(name),
      see: (what) => this.see(what),
      follow: (locator) => this.follow(locator),
      twice: (locator, arrived) => this.twice(locator, arrived),
      back: () => this.back(),
      reads: (language) => this.reads(language),
      expects: (pattern) => this.watch.expects(pattern),
      passkeys: () => passkeys(this.cdp),
      person: (options) => this.beside(options),
    }
  }

  /** Names what is being done from here on, for whoever reads a failure; times it when it is given what to do. */
  async step(name, act = async () => {}) {
    this.watch.check()
    this.current = name
    const begun = performance.now()
    const result = await act()
    this.watch.check()
    this.timings.steps.push({ name, ms: Math.round(performance.now() - begun) })
    return result
  }

  /** Goes to a path of the gateway, as if it were typed. A refusal must be expected: `{ status: 404 }`. */
  async visit(path, { status = 200 } = {}) {
    const response = await this.page.goto(this.given.origin + path)
    if (response.status() !== status) throw new Error(`${path} answers ${response.status()}, expected ${status}`)
    this.watch.check()
    return response
  }

  /** Everything that every page owes its reader; see look.mjs. */
  async look(name) {
    this.watch.check()
    this.timings.pages.push({ name, language: this.language, ...(await look(this, this.shots(name))) })
    this.watch.check()
  }

  /** What a page that is meant for paper owes its reader there; see printed.mjs. */
  async printed(name) {
    await printed(this.page, this.shots(name))
    this.watch.check()
  }

  shots(name) {
    const way = this.script ? '' : '-plain'
    return (width) => join(this.given.shots, `${this.given.journey}-${name}-${this.language}${way}-${width}.png`)
  }

  /** Waits until a text, or what a locator finds, is there to be seen. */
  async see(what) {
    const locator = typeof what === 'string' ? this.page.getByText(what).first() : what
    try {
      await locator.waitFor({ state: 'visible' })
    } catch {
      throw new Error(`${typeof what === 'string' ? `"${what}"` : what} is not to be seen`)
    }
    return locator
  }

  /** Clicks, and waits for the page that it leads to. */
  async follow(locator) {
    // On a long page the way there by keyboard takes its time, which is not the next page's.
    if (this.keyboard) await this.keys.to(locator)
    await Promise.all([this.page.waitForEvent('load'), locator.click()])
    this.watch.check()
  }

  /** Double-clicks, and waits until one has arrived and the second click has done whatever it does, be it on the page that followed. */
  async twice(locator, arrived) {
    await locator.dblclick()
    await arrived()
    await this.page.waitForLoadState('networkidle')
    await arrived()
    this.watch.check()
  }

  /** Goes back, to whatever the browser shows there: the page, another one, or its own word on why it has none. */
  async back() {
    const left = await this.opened()
    // A page of the browser's own ends the way back as if it had failed, under one name or another; what is shown decides.
    await this.page.goBack({ waitUntil: 'commit' }).catch(() => {})
    for (const begun = Date.now(); ; await new Promise((later) => setTimeout(later, 50))) {
      const now = await this.opened().catch(() => left)
      if (now !== left) break
      if (Date.now() - begun > PATIENCE_MS) throw new Error('going back leads nowhere')
    }
    await this.page.waitForLoadState('load')
    this.watch.check()
  }

  // When the page that is shown was asked for, in milliseconds; no two have the same.
  opened() {
    return this.page.evaluate(() => performance.timeOrigin)
  }

  /** From here on this person reads the other language: what `look` expects, and what its screenshots are called. */
  reads(language) {
    this.language = language
  }

  /** Somebody else, at another browser: `{ language, script }` where they differ. Returns their tools. */
  async beside({ language = this.language, script = this.script } = {}) {
    const input = { ...this.given.input, script }
    const other = await Person.arrives(this.browser, { ...this.given, language, input })
    other.timings = this.timings
    this.others.push(other)
    return other.tools()
  }

  /** Oneself first, then who came later. */
  everyone() {
    return [this, ...this.others.flatMap((other) => other.everyone())]
  }

  /** The end of a journey: whatever went wrong unnoticed fails it now. */
  async leaves() {
    for (const one of this.everyone()) {
      one.watch.check()
      await one.context.close()
    }
  }

  /** Where this person, the first, second … of the journey, was when something went wrong. */
  async accident(number) {
    const shot = join(this.given.shots, `${this.given.journey}-failed-${this.given.language}-${number}.png`)
    const taken = await this.page.screenshot({ path: shot, fullPage: true, timeout: 5000 }).catch(() => null)
    return { step: this.current, url: this.page.url(), shot: taken ? shot : 'none could be taken', about: await this.about() }
  }

  // For whoever has the words of a failure and not its picture: what has the focus, which parts are shown, what else went wrong.
  async about() {
    const page = this.page.evaluate(() => {
      const tag = (element) => element.outerHTML.slice(0, 120)
      const parts = [...document.querySelectorAll('[data-part]')].filter((part) => part.checkVisibility())
      return [`focus on ${tag(document.activeElement)}`, ...parts.map((part) => `shown: ${part.dataset.part}`)]
    })
    const given = new Promise((resolve) => setTimeout(resolve, 5000, ['the page does not answer']).unref())
    const seen = await Promise.race([page, given]).catch(() => ['the page is gone'])
    return [...seen, ...this.watch.faults].join('; ')
  }
}
