// What a page owes its reader on paper: what there is to read, black on white, whole, and nothing that only a screen can do.
import { DESK } from './person.mjs'

// A4 less the margins that the pages ask for (18 mm), at 96 dots an inch.
const PAPER = { width: 658, height: 986 }

/** Looks at the open page as it would be printed, and leaves a picture of it. */
export async function printed(page, shot) {
  await page.emulateMedia({ media: 'print' })
  await page.setViewportSize(PAPER)
  const found = await page.evaluate(onPaper)
  await page.screenshot({ path: shot('print'), fullPage: true })
  await page.emulateMedia({ media: null })
  await page.setViewportSize(DESK)
  if (found.length > 0) throw new Error(found.join('\n'))
}

function onPaper() {
  const MOST = 5
  // WCAG's contrast, to white: 7 is what the strictest level wants, and what a poor printer needs.
  const LEAST_CONTRAST = 7
  const found = []
  const visible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  const tell = (what, elements) => found.push(...elements.slice(0, MOST).map((element) => `printed: ${what}: ${element.outerHTML.slice(0, 120)}`))
  const every = (selector) => [...document.querySelectorAll(selector)].filter(visible)

  tell('of use on a screen alone', every('button, .govuk-button, nav, footer, .govuk-back-link, .govuk-skip-link, input, select, textarea'))

  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const contrast = (colour) => {
    const [r, g, b] = channels(colour).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
    return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)
  }
  const isWhite = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = channels(getComputedStyle(at).backgroundColor)
      if (alpha > 0) return r === 255 && g === 255 && b === 255
    }
    return true
  }
  const texts = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode
    if (data.trim() && visible(parentElement) && parentElement.clientWidth !== 1) texts.add(parentElement)
  }
  const inked = (element) => {
    const { color, fill } = getComputedStyle(element)
    return element instanceof SVGElement ? fill : color
  }
  tell('too pale for paper', [...texts].filter((element) => contrast(inked(element)) < LEAST_CONTRAST))
  tell('not on white', [...texts].filter((element) => !(element instanceof SVGElement) && !isWhite(element)))
  if (texts.size === 0) found.push('printed: nothing')
  if (!isWhite(document.documentElement)) found.push('printed: the paper itself is not white')
  tell('an address of ours, which leads nowhere from paper', every('a[href^="/"]').filter((link) => getComputedStyle(link, '::after').content.includes('/')))

  const root = document.documentElement
  const edge = root.clientWidth + 1
  if (root.scrollWidth > edge) tell('beyond the paper', every('body *').filter((element) => element.getBoundingClientRect().right > edge))
  const isCut = (element) => getComputedStyle(element).overflowX !== 'visible' && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1
  tell('cut, for paper does not scroll', every('body *').filter(isCut))
  return found
}
