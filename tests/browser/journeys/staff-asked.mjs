// A parent is asked for a consent: home says so, the question says why, and going on to it has everything filled in. Not now is an answer.
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, step, page, input, follow, see } = tools

  await step('home says that there is something to answer', async () => {
    await signIn(tools, input, '/family')
    await follow(page.locator(`main a[href="/family/${input.case}/asked"]`).first())
    await see(input.why)
    // Read out in the language that it was written in, whatever the page is in.
    await see(page.locator('main blockquote[lang=en]').filter({ hasText: input.why }))
    await look('question')
  })
  await step('going on, what was asked for is filled in', async () => {
    await follow(page.locator('main form[action$="/consents/new"] button[value=edit]'))
    if (!(await page.locator('main input[name=category][value="speech-language"]').isChecked())) throw new Error('the kind is not chosen')
  })
  await step('or straight to what it would do, for until when is all that is left to say', async () => {
    await visit(`/family/${input.case}/asked`)
    await follow(page.locator('main form[action$="/consents/new"] button[value=preview]'))
    await see(page.locator('#until-error'))
    await visit(`/family/${input.case}/asked`)
    await page.locator('main input[name=until][value="6"]').check()
    await follow(page.locator('main form[action$="/consents/new"] button[value=preview]'))
    await look('straight')
  })
  await step('or not now', async () => {
    await visit(`/family/${input.case}/asked`)
    await follow(page.locator('main form[action$="/not-now"] button'))
    await look('answered')
  })
  return {}
}
