// What pages ask of somebody, reckoned and not timed: a page takes two seconds to come and to be grasped; words are read at 238 a minute
// (adults, silently: Brysbaert 2019) and letters typed at 180 (with thumbs on a phone: Palin and others 2019). Somebody slow reads 180 words and
// types 120 letters. Read is what can be seen of a page's own part; its frame is the same on every page.
const USUAL = { words: 238, letters: 180 }
const SLOW = { words: 180, letters: 120 }
const SECONDS_A_PAGE = 2

export class Effort {
  /** `skims`: a page that somebody sees every day is not read again, but for what is asked (headings and the names of fields). */
  constructor({ page, keys }, { skims = false } = {}) {
    Object.assign(this, { page, keys, skims, words: [], begun: keys.typed })
  }

  /** The page that is open now is one of the way. */
  async reads() {
    const text = await this.page.evaluate((skims) => {
      const parts = skims ? 'h1, legend, label, button' : '*'
      const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
      const seen = []
      while (walker.nextNode()) {
        const { parentElement, data } = walker.currentNode
        const hidden = parentElement.closest('.govuk-visually-hidden, option, script') || !parentElement.checkVisibility({ visibilityProperty: true })
        if (!hidden && parentElement.closest(parts)) seen.push(data)
      }
      return seen.join(' ')
    }, this.skims)
    this.words.push(text.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word)).length)
  }

  /** The page that is open is one of the way, and there is nothing to read on it but what one looks for. */
  passes() {
    this.words.push(0)
  }

  /** Pages, words and letters so far, and how many seconds they stand for; how many to somebody slow. */
  reckoned() {
    const typed = this.keys.typed - this.begun
    const words = this.words.reduce((sum, one) => sum + one, 0)
    const pages = this.words.length
    const seconds = (a) => Math.round(pages * SECONDS_A_PAGE + (60 * words) / a.words + (60 * typed) / a.letters)
    return { pages, words, each: this.words, typed, seconds: seconds(USUAL), slowly: seconds(SLOW) }
  }
}
