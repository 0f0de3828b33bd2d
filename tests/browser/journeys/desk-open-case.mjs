// A co-ordinator opens a new case from the desk: wrong at first, then open, and found again by its name.
import { day } from '../give.mjs'
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { look, step, page, input, follow, see } = tools
  const submit = () => page.locator('main form[action="/desk/new"] button[type=submit]')

  await step('from the desk, with nothing said', async () => {
    await signIn(tools, input, '/desk')
    await follow(page.locator('main a[href="/desk/new"]'))
    await look('new')
    await follow(submit())
    await page.locator('#name-error').waitFor()
    await look('new-wrong')
  })
  const opened = await step('opened', async () => {
    await page.locator('#name').fill(input.child)
    await day(page, 'born', new Date(Date.UTC(2017, 4, 17)))
    await follow(submit())
    await see(page.locator('h1').filter({ hasText: input.child }))
    if (page.url().includes(encodeURIComponent(input.child))) throw new Error(`a name in ${page.url()}`)
    await look('case')
    return new URL(page.url()).pathname.split('/').at(-1)
  })
  await step('found again by name', async () => {
    await follow(page.locator('.govuk-back-link'))
    await page.locator('#name').fill(input.child)
    await follow(page.locator('main form[action="/desk/search"] button'))
    await see(page.locator(`main a[href="/desk/${opened}"]`))
  })
  return { opened }
}
