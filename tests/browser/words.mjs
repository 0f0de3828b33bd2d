// A text that is missing in a language shows as its key (gateway/src/words.rs). Found here by what keys look like: words joined by
// hyphens of which the first begins a known key, unless some text really contains it. What stands in <code> and the like may be one.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const LOCALES = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../gateway/locales')
const HYPHENATED = /(?<![\p{L}\p{N}@./-])[a-z]+(?:-[a-z0-9]+)+(?![\p{L}\p{N}@/-])/gu

const texts = ['en', 'cy'].map((language) => readFileSync(join(LOCALES, `${language}.ftl`), 'utf8'))
const keys = texts.flatMap((text) => text.match(/^[a-z][a-z0-9-]*(?= =)/gm) ?? [])
const begins = new Set(keys.map((key) => key.split('-')[0]))
const said = new Set(texts.flatMap((text) => text.replace(/^[a-z][a-z0-9-]* =/gm, '').match(HYPHENATED) ?? []))

/** Keys, and arguments of Fluent that nobody filled in, in the text that can be seen. */
export async function untranslated(page) {
  const text = await page.evaluate(() => {
    const aside = 'code, pre, kbd, samp, script, style, .porthor-code, .porthor-breakable'
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const seen = []
    while (walker.nextNode()) {
      const { parentElement, data } = walker.currentNode
      if (!parentElement.closest(aside) && parentElement.checkVisibility({ visibilityProperty: true })) seen.push(data)
    }
    return [document.title, ...seen].join('\n')
  })
  const words = text.match(HYPHENATED)?.filter((word) => begins.has(word.split('-')[0]) && !said.has(word)) ?? []
  const holes = text.match(/\{ ?\$[a-z_-]+[^}]*\}/g) ?? []
  return [...new Set([...words, ...holes])]
}
