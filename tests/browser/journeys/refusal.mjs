// Somebody else's case, and pages of another role: what is refused tells nothing, not even that there is something.
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { step, input, person } = tools
  const told = async ({ page }) => page.locator('main').innerText()
  const refused = async (who, path, status) => {
    await who.visit(path, { status })
    const text = await told(who)
    for (const secret of input.secrets) if (text.includes(secret)) throw new Error(`${path} tells ${secret}`)
    return text
  }
  const alike = async (who, path, nowhere) => {
    if ((await refused(who, path, 404)) !== (await refused(who, nowhere, 404))) throw new Error(`${path} tells that there is a case`)
  }
  const as = async (name, start) => {
    const who = await person()
    await signIn(who, input[name], start)
    return who
  }

  await step('another school', async () => {
    const school = await as('school', '/desk')
    for (const rest of ['', '/push', '/people', '/remarks']) await alike(school, `/desk/${input.case}${rest}`, `/desk/no-such-case${rest}`)
    await school.look('case-of-others')
    await refused(school, `/family/${input.case}`, 404)
  })
  await step('another family', async () => {
    const father = await as('father', '/family')
    for (const rest of ['', '/consents', '/reports', '/looked']) await alike(father, `/family/${input.case}${rest}`, `/family/no-such-case${rest}`)
    await father.look('child-of-others')
    for (const page of ['/desk', '/audit', '/agency']) await refused(father, page, 404)
    await father.look('page-of-others')
  })
  await step('a colleague whose role it is not', async () => {
    const clinician = await as('clinician', '/desk')
    await refused(clinician, '/audit', 403)
    await clinician.look('role')
    const officer = await as('officer', '/audit')
    await refused(officer, `/desk/${input.case}`, 403)
    await officer.look('officer')
  })
  return {}
}
