// Pushing without script: one report by a plain form, sealed by the gateway; what is wrong is said at its field, and nothing typed is lost.
import { pdf, says, unfold } from '../give.mjs'
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, step, page, input, follow, expects } = tools
  const submit = () => page.locator('[data-part="plain"] button[type=submit]')

  const say = () => says(page.locator('[data-part="plain"]'))

  await step('sign in', async () => signIn(tools, input, '/desk'))
  await step('nothing said: each field says what it needs', async () => {
    expects(/422/)
    await visit(`/desk/${input.case}/push`)
    await follow(submit())
    await page.locator('.govuk-error-summary').waitFor()
    await look('empty')
  })
  const first = pdf('report.pdf')
  await step('a report is stored', async () => {
    await say()
    await unfold(page)
    await page.locator('#summary').fill('What helps when speaking in class.')
    await page.locator('#file').setInputFiles(first)
    await follow(submit())
    if (!page.url().endsWith('/push/stored')) throw new Error(`at ${page.url()}`)
    await look('stored')
  })
  await step('the same again is told, and nothing is stored twice', async () => {
    expects(/409|422/)
    await visit(`/desk/${input.case}/push`)
    await say()
    await page.locator('#file').setInputFiles(first)
    await follow(submit())
    await page.locator('#file-error').waitFor()
    if ((await page.locator('#category').inputValue()) !== 'speech-language') throw new Error('what was typed is lost')
    await look('duplicate')
  })
  return {}
}
