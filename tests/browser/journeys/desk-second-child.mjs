// A co-ordinator puts a parent on a second child's case by what they sign in with: no letter, no code; the parent finds both at home. A
// colleague's name for signing in, and a stranger's, are told apart from a parent's.
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, see, step, page, input, follow, person } = tools
  const people = `/desk/${input.second}/people`
  const form = page.locator(`form[action="${people}/invite"]`)
  const fill = async (name, address) => {
    await form.locator('#name').fill(name)
    await form.locator('#address').fill(address)
    await form.locator('input[name=standing][value=parent]').check()
    await form.locator('input[name=language][value=en]').check()
    await follow(form.locator('button'))
  }

  await step('who comes here in their work is no family', async () => {
    await signIn(tools, input.coordinator, '/desk')
    await visit(people)
    await fill(input.name, input.staff)
    await page.locator('#address-error').waitFor()
    await look('at-work')
  })
  await step('another name is another person', async () => {
    await visit(people)
    await fill('Rhywun Arall', input.parent.address)
    await page.locator('#name-error').waitFor()
    await look('of-another')
  })
  await step('the parent is on the case at once', async () => {
    await visit(people)
    await fill(input.name, input.parent.address)
    await see(page.locator('.govuk-notification-banner'))
    if (await page.locator('.porthor-code').count()) throw new Error('a code is shown for an account that there is')
    await see(page.locator('dt').filter({ hasText: input.name }))
    await look('added')
  })
  await step('and finds both children at home', async () => {
    const parent = await person()
    await signIn(parent, input.parent, '/family')
    for (const path of [input.first, input.second]) await parent.see(parent.page.locator(`main a[href="/family/${path}"]`))
    await parent.look('home')
  })
  return {}
}
