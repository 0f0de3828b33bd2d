// Switching the language in place: where somebody is, they stay, with what they had before them.

/** Switches to the other language and back; `holds` looks at each. */
export async function inTheOther({ page, follow, language }, holds) {
  for (const reads of [language === 'cy' ? 'en' : 'cy', language]) {
    await follow(page.locator('.porthor-language__button'))
    if ((await page.locator('html').getAttribute('lang')) !== reads) throw new Error('the language is still the other')
    await holds()
  }
}

/** The same text stands in `selector` in both languages: a code, a key, what cannot be loaded again. */
export async function staysInBoth(tools, selector) {
  const said = () => tools.page.locator(selector).first().innerText()
  const before = await said()
  await inTheOther(tools, async () => {
    if ((await said()) !== before) throw new Error(`${selector} says something else`)
  })
}
