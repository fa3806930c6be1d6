import { describe, expect, it, onTestFinished } from 'vitest'
import type { FakeTargetOptions } from './target-settings.ts'
import { createFakeLLM, type FakeLLM } from './fake-llm.ts'

type Fields = Readonly<Record<string, unknown>>
type Answer = { readonly status: number; readonly body: Fields }

const fakeOf = <const Id extends string>(targets: Readonly<Record<Id, FakeTargetOptions>>): FakeLLM<Id> => {
  const fake = createFakeLLM({ targets })
  onTestFinished(() => fake.close())
  return fake
}

const post = async (fake: FakeLLM, url: string, body: object): Promise<Answer> => {
  const response = await fake.fetch(url, { method: 'POST', body: JSON.stringify(body) })
  return { status: response.status, body: (await response.json()) as Fields }
}

const errorOf = ({ body }: Answer): Fields => body['error'] as Fields

const user = { role: 'user', content: 'Hello' }

describe('Responses', () => {
  const reply = { reasoning: 'Hm.', text: 'Yes.' }
  const include = ['reasoning.encrypted_content']
  const scene = () => {
    const fake = fakeOf({ a: { reply }, b: { reply } })
    const ask = (id: 'a' | 'b', body: object): Promise<Answer> =>
      post(fake, `${fake.url(id)}/responses`, { model: 'gpt-5', input: [user], ...body })
    return { fake, ask }
  }
  const outputOf = ({ body }: Answer): Fields[] => body['output'] as Fields[]

  it('give encrypted content only where it is asked for', async () => {
    const { ask } = scene()
    const plain = outputOf(await ask('a', {}))
    expect(plain[0]).toEqual({
      id: 'rs_fake_1',
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'Hm.' }],
    })
    const sealed = outputOf(await ask('a', { include, store: false }))
    expect(sealed[0]?.['encrypted_content']).toEqual(expect.any(String))
  })

  it('take back what their own account has issued, and refuse the reasoning of another one', async () => {
    const { ask } = scene()
    const output = outputOf(await ask('a', { include, store: false }))
    const input = [user, ...output, user]
    expect((await ask('a', { input, store: false })).status).toBe(200)
    const refused = await ask('b', { input, store: false })
    expect(refused.status).toBe(400)
    expect(errorOf(refused)).toEqual({
      message:
        'The encrypted content for item rs_fake_1 could not be verified. Reason: Encrypted content organization_id did not match the target organization.',
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_encrypted_content',
    })
    const [thought, ...others] = output
    const moved = [user, { ...thought, id: 'rs_other' }, ...others]
    expect(errorOf(await ask('a', { input: moved }))['message']).toContain('item_id did not match')
    const broken = [user, { ...thought, encrypted_content: 'gAAA' }, ...others]
    expect(errorOf(await ask('a', { input: broken }))['message']).toContain(
      'could not be decrypted or parsed',
    )
  })

  it('know ids only of what their account has stored', async () => {
    const { ask } = scene()
    const stored = outputOf(await ask('a', {}))
    const lost = outputOf(await ask('a', { store: false }))
    expect((await ask('a', { input: [user, ...stored] })).status).toBe(200)
    for (const [id, items] of [
      ['b', stored],
      ['a', lost],
    ] as const) {
      const refused = await ask(id, { input: [user, ...items] })
      expect(refused.status).toBe(404)
      expect(errorOf(refused)).toMatchObject({
        message: expect.stringMatching(/^Item with id 'rs_fake_\d' not found\. Items are not persisted/),
        param: 'input',
        code: null,
      })
    }
    const reference = (id: unknown) => ({ input: [user, { type: 'item_reference', id }] })
    expect((await ask('a', reference('rs_fake_1'))).status).toBe(200)
    expect((await ask('b', reference('rs_fake_1'))).status).toBe(404)
  })

  it('refuse a stored message without its reasoning, and reasoning without what follows it', async () => {
    const { ask } = scene()
    const [thought, said] = outputOf(await ask('a', {}))
    const alone = await ask('a', { input: [user, said] })
    expect(errorOf(alone)['message']).toBe(
      "Item 'msg_fake_1' of type 'message' was provided without its required 'reasoning' item: 'rs_fake_1'.",
    )
    expect((await ask('b', { input: [user, said] })).status).toBe(200)
    const loose = await ask('a', { input: [user, thought, user] })
    expect(errorOf(loose)['message']).toContain('was provided without its required following item')
  })

  it('continue only answers that their account has stored', async () => {
    const { ask } = scene()
    const first = await ask('a', {})
    const next = { previous_response_id: first.body['id'] }
    expect((await ask('a', next)).status).toBe(200)
    const refused = await ask('b', next)
    expect([refused.status, errorOf(refused)]).toEqual([
      400,
      {
        message: "Previous response with id 'resp_fake_1' not found.",
        type: 'invalid_request_error',
        param: 'previous_response_id',
        code: 'previous_response_not_found',
      },
    ])
  })

  it('are those of one account behind several targets, and of another one when that changes', async () => {
    const fake = fakeOf({ a: { account: 'org', reply }, b: { account: 'org', reply } })
    const ask = (id: 'a' | 'b', body: object) =>
      post(fake, `${fake.url(id)}/responses`, { model: 'gpt-5', input: 'Hello', ...body })
    const { body } = await ask('a', {})
    expect((await ask('b', { previous_response_id: body['id'] })).status).toBe(200)
    fake.target('b').update({ account: 'other' })
    expect((await ask('b', { previous_response_id: body['id'] })).status).toBe(400)
    expect(fake.requests.at(-1)?.fault).toBe('foreign-state')
  })
})

describe('signatures', () => {
  const calling = { reasoning: 'Hm.', toolCalls: [{ name: 'look', input: {} }] }
  const claude = (account?: string): FakeTargetOptions => ({
    format: 'anthropic',
    reply: calling,
    ...(account === undefined ? {} : { account }),
  })
  const ask = (fake: FakeLLM, id: string, body: object): Promise<Answer> =>
    post(fake, `${fake.url(id)}/v1/messages`, { model: 'c', max_tokens: 9, messages: [user], ...body })
  const results = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x', content: 'wet' }] }

  it('of thoughts are good for all Claudes, and not for one of another account', async () => {
    const fake = fakeOf({ a: claude(), b: claude(), c: claude('bedrock') })
    const { body } = await ask(fake, 'a', {})
    const messages = [user, { role: 'assistant', content: body['content'] }, results]
    expect((await ask(fake, 'b', { messages })).status).toBe(200)
    const refused = await ask(fake, 'c', { messages })
    expect([refused.status, errorOf(refused)]).toEqual([
      400,
      {
        type: 'invalid_request_error',
        message: 'messages.1.content.0: Invalid `signature` in `thinking` block',
      },
    ])
  })

  it('have to begin a turn with calls where thinking is enabled', async () => {
    const fake = fakeOf({ a: claude() })
    const { body } = await ask(fake, 'a', {})
    const content = (body['content'] as Fields[]).slice(1)
    const messages = [user, { role: 'assistant', content }, results]
    expect((await ask(fake, 'a', { messages })).status).toBe(200)
    const thinking = { type: 'enabled', budget_tokens: 1024 }
    const refused = await ask(fake, 'a', { messages, thinking })
    expect(errorOf(refused)['message']).toMatch(/^messages\.1\.content\.0\.type: Expected `thinking`/)
  })

  it("of Gemini's calls are refused when they are those of another account, or none", async () => {
    const gemini = (account?: string): FakeTargetOptions => ({ ...claude(account), format: 'google' })
    const fake = fakeOf({ a: gemini(), b: gemini(), c: gemini('vertex') })
    const send = (id: 'a' | 'b' | 'c', contents: object[]): Promise<Answer> =>
      post(fake, `${fake.url(id)}/models/gemini-3:generateContent`, { contents })
    const question = { role: 'user', parts: [{ text: 'Hello' }] }
    const { body } = await send('a', [question])
    const [candidate] = body['candidates'] as { readonly content: object }[]
    const contents = [question, candidate?.content ?? {}]
    expect((await send('b', contents)).status).toBe(200)
    expect(errorOf(await send('c', contents))).toEqual({
      code: 400,
      message: 'Corrupted thought signature.',
      status: 'INVALID_ARGUMENT',
    })
    const unsigned = { functionCall: { name: 'look' }, thoughtSignature: 'skip_thought_signature_validator' }
    expect((await send('c', [question, { role: 'model', parts: [unsigned] }])).status).toBe(200)
  })
})
