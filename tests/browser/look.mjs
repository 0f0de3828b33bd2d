// What every page owes its reader, in either language, and fails without: nothing that axe finds (WCAG 2.2 AA), its language named, a
// title and one heading, no key where words should be, no more than 150 KiB on a first visit; at 320 px and at 200 % zoom no
// sideways scrolling, nothing cut and nothing lost. Leaves pictures of it at phone and desk width.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { DESK } from './person.mjs'
import { untranslated } from './words.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const NARROW = { width: 320, height: 640 }
// A desk's window of 1280 × 1024 at 200 %.
const ZOOMED = { width: 640, height: 512 }
const PHONE = { width: 375, height: 812 }
const MOST_BYTES = 150 * 1024

/** Returns what is reported and not judged here: the page's path, its weight, and how long its answer took. */
export async function look(person, shot) {
  const { page, watch } = person
  const before = page.viewportSize()
  await page.waitForLoadState('load')
  const bytes = watch.weight()
  const found = [...(await reading(page, person.language)), ...weighing(bytes)]
  const texts = {}
  for (const [name, size] of Object.entries({ narrow: NARROW, zoomed: ZOOMED, phone: PHONE, desk: DESK })) {
    await page.setViewportSize(size)
    texts[name] = await seen(page)
    if (name === 'narrow' || name === 'zoomed') found.push(...(await sideways(page, size.width)), ...(await cut(page, size.width)))
    else await page.screenshot({ path: shot(name), fullPage: true })
    if (name === 'narrow' || name === 'desk') found.push(...(await axe(page, name, person.script)))
  }
  found.push(...lost(texts))
  await page.setViewportSize(before)
  if (found.length > 0) throw new Error(found.join('\n'))
  return { path: new URL(page.url()).pathname, bytes, ...(await answer(page)) }
}

async function reading(page, language) {
  const read = await page.evaluate(() => {
    const visible = (element) => element.checkVisibility({ visibilityProperty: true })
    const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(visible)
    return {
      lang: document.documentElement.lang,
      title: document.title,
      ones: headings.filter((heading) => heading.localName === 'h1').length,
      empty: headings.filter((heading) => !heading.textContent.trim()).map((heading) => heading.outerHTML),
    }
  })
  const found = []
  if (read.lang !== language) found.push(`<html lang="${read.lang}">, expected "${language}"`)
  if (!/\S.*Porthor$/.test(read.title)) found.push(`the title is "${read.title}"; it should say what the page is and end with Porthor`)
  if (read.ones !== 1) found.push(`${read.ones} headings of the first level, expected one`)
  found.push(...read.empty.map((heading) => `an empty heading: ${heading}`))
  found.push(...(await untranslated(page)).map((word) => `not words but a key: ${word}`))
  return found
}

function weighing(bytes) {
  return bytes > MOST_BYTES ? [`a first visit takes ${bytes} bytes, ${MOST_BYTES} are allowed`] : []
}

// What may scroll by itself (a table in its own region) is not the page scrolling.
async function sideways(page, width) {
  const culprits = await page.evaluate(() => {
    const root = document.documentElement
    if (root.scrollWidth <= root.clientWidth) return null
    const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
    return wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))
  })
  return culprits === null ? [] : [`scrolls sideways at ${width} px; too wide: ${culprits.join(' … ')}`]
}

// Text that does not fit and is neither wrapped nor to be scrolled to. What is there for screen readers alone is a pixel wide.
async function cut(page, width) {
  const found = await page.evaluate(() => {
    const isCut = (element) => {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.clientWidth <= 1 || !element.textContent.trim()) return false
      const { overflowX, overflowY } = getComputedStyle(element)
      const hides = (overflow) => ['hidden', 'clip'].includes(overflow)
      const wide = hides(overflowX) && element.scrollWidth > element.clientWidth + 1
      return wide || (hides(overflowY) && element.scrollHeight > element.clientHeight + 1)
    }
    return [...document.body.querySelectorAll('*')].filter(isCut).map((element) => element.outerHTML.slice(0, 120))
  })
  return found.slice(0, 5).map((html) => `cut at ${width} px: ${html}`)
}

// Every text of the page's own part that can be seen. A table's head may go where each cell says itself what it is.
async function seen(page) {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) {
      const { parentElement, data } = walker.currentNode
      const shows = parentElement.checkVisibility({ visibilityProperty: true }) && !parentElement.closest('thead, option')
      if (shows && data.trim()) texts.push(data.trim())
    }
    return texts
  })
}

function lost({ desk, ...smaller }) {
  return Object.entries(smaller).flatMap(([name, texts]) => {
    const there = new Set(texts)
    return desk.filter((text) => !there.has(text)).slice(0, 3).map((text) => `lost at ${name} width: "${text.slice(0, 80)}"`)
  })
}

async function axe(page, width, script) {
  // Not by a script element: the page's policy rightly refuses one.
  await page.evaluate(AXE)
  if (!script) await page.evaluate(withoutTimers)
  const { violations } = await page.evaluate(({ values, preload }) => {
    return window.axe.run(document, {
      runOnly: { type: 'tag', values },
      // Off by default, though WCAG 2.2 AA asks for it.
      rules: { 'target-size': { enabled: true } },
      resultTypes: ['violations'],
      preload,
    })
  }, { values: WCAG, preload: script })
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ html, failureSummary }) => `axe at ${width} width, ${id}: ${help}\n  ${html}\n  ${failureSummary}`),
  )
}

// A page whose script is off has no timers; axe only yields by them, which it may do at once. What it waits for longer never comes.
function withoutTimers() {
  window.setTimeout = (act, wait = 0) => {
    if (wait < 500) Promise.resolve().then(act)
    return 0
  }
}

// From the request's leaving to the first and to the last byte of the document, in milliseconds.
async function answer(page) {
  return page.evaluate(() => {
    const [{ requestStart, responseStart, responseEnd }] = performance.getEntriesByType('navigation')
    return { first_byte_ms: Math.round(responseStart - requestStart), whole_ms: Math.round(responseEnd - requestStart) }
  })
}
