// A family joins with its letter: by keyboard, in its language, with a card or an app; wrong at first; and sees its account.
import { join } from '../join.mjs'

export default async (tools) => {
  const { visit, look, step, keys, page, input, language, reads, follow } = tools
  const submit = () => page.locator('main form button[type=submit]')
  await step('a code with another name is refused kindly', async () => {
    await visit('/join')
    await keys.fill(page.locator('#code'), input.code)
    await keys.fill(page.locator('#address'), 'somebody@else.example')
    await keys.follow(submit())
    await page.locator('#code-error').waitFor()
    await look('wrong')
  })
  await step('nothing typed is said field by field', async () => {
    await visit('/join')
    await keys.follow(submit())
    await page.locator('#address-error').waitFor()
  })
  const held = await join(tools, input)
  await step('the account says who one is, and that somebody helped', async () => {
    await visit('/account')
    await look('account')
    if ((await page.locator('.govuk-inset-text').count()) !== (input.helped ? 1 : 0)) throw new Error('help is not marked as it should be')
  })
  await step('the language is remembered', async () => {
    const other = language === 'cy' ? 'en' : 'cy'
    await follow(page.locator('.porthor-language__button'))
    reads(other)
    await look('account-other')
    await follow(page.locator('.porthor-language__button'))
    reads(language)
  })
  await step('the letter is good once', async () => {
    await follow(page.locator('#sign-out'))
    await visit('/join')
    await keys.fill(page.locator('#code'), input.code)
    await keys.fill(page.locator('#address'), input.address)
    await keys.follow(submit())
    await page.locator('#code-error').waitFor()
  })
  return held
}
