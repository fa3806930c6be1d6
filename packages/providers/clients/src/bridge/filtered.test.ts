import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { balanced } from '../index.ts'
import { completion, eventStream, message, messageEvents, recorder, refusal } from '../test/recorder.ts'
import { balancerOf, failureOf, shown } from '../test/scene.ts'

const retry = { failoverOnContentPolicy: true }
const question = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }

/** Targets of which the first gives an answer that a content filter has emptied. */
const scene = (filtered: () => Response, good: () => Response, settings: object = { retry }) => {
  const [one, other] = [recorder(filtered), recorder(good)]
  const balancer = balancerOf({ a: { fetch: one.fetch }, b: { fetch: other.fetch } }, settings)
  return { balancer, asked: () => [one.sent.length, other.sent.length] }
}

const chunk = (delta: object, reason: string | null = null): object => ({
  ...{ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }] },
})
const response = (output: object[], reason?: string): object => ({
  ...{ id: 'resp_1', object: 'response', status: reason === undefined ? 'completed' : 'incomplete', output },
  incomplete_details: reason === undefined ? null : { reason },
})
const said = [{ type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: 'b' }] }]

describe('an answer that a content filter has emptied goes to the next target', () => {
  const emptied = (): Response =>
    Response.json({
      ...{ id: 'c', object: 'chat.completion' },
      choices: [{ index: 0, message: { role: 'assistant', content: null }, finish_reason: 'content_filter' }],
    })

  it('of chat completions', async () => {
    const { balancer, asked } = scene(emptied, completion('b'))
    const { choices } = await new OpenAI({ ...balanced(balancer) }).chat.completions.create(question)
    expect(choices[0]?.message.content).toBe('b')
    expect(asked()).toEqual([1, 1])
  })

  it('of a stream of chat completions', async () => {
    const filtered = eventStream([chunk({ role: 'assistant' }), chunk({}, 'content_filter'), '[DONE]'])
    const good = eventStream([chunk({ content: 'b' }), chunk({}, 'stop'), '[DONE]'])
    const { balancer, asked } = scene(filtered, good)
    const client = new OpenAI({ ...balanced(balancer) })
    let text = ''
    for await (const { choices } of await client.chat.completions.create({ ...question, stream: true }))
      text += choices[0]?.delta.content ?? ''
    expect(text).toBe('b')
    expect(asked()).toEqual([1, 1])
  })

  it('of Messages, whole and streamed', async () => {
    const refused = (): Response =>
      Response.json({ id: 'msg_0', type: 'message', role: 'assistant', content: [], stop_reason: 'refusal' })
    const whole = scene(refused, message('b'))
    const call = { ...question, max_tokens: 5 }
    const answer = await new Anthropic({ ...balanced(whole.balancer) }).messages.create(call)
    expect(answer.content).toMatchObject([{ text: 'b' }])
    const events = [
      { type: 'message_start', message: { id: 'msg_0', type: 'message', role: 'assistant', content: [] } },
      { type: 'message_delta', delta: { stop_reason: 'refusal' }, usage: { output_tokens: 0 } },
      { type: 'message_stop' },
    ]
    const streamed = scene(eventStream(events, true), eventStream(messageEvents('b'), true))
    const stream = new Anthropic({ ...balanced(streamed.balancer) }).messages.stream(call)
    expect(await stream.finalText()).toBe('b')
    expect([whole.asked(), streamed.asked()]).toEqual([
      [1, 1],
      [1, 1],
    ])
  })

  it('of Responses, whole and streamed', async () => {
    const filtered = response([], 'content_filter')
    const whole = scene(
      () => Response.json(filtered),
      () => Response.json(response(said)),
    )
    const call = { model: 'm', input: 'Hi' }
    const client = new OpenAI({ ...balanced(whole.balancer) })
    expect((await client.responses.create(call)).output_text).toBe('b')
    const begun = { type: 'response.created', response: { ...response([]), status: 'in_progress' } }
    const streamed = scene(
      eventStream([begun, { type: 'response.incomplete', response: filtered }], true),
      eventStream([begun, { type: 'response.completed', response: response(said) }], true),
    )
    const events = await new OpenAI({ ...balanced(streamed.balancer) }).responses.create({
      ...call,
      stream: true,
    })
    const types: string[] = []
    for await (const { type } of events) types.push(type)
    expect(types).toEqual(['response.created', 'response.completed'])
    expect([whole.asked(), streamed.asked()]).toEqual([
      [1, 1],
      [1, 1],
    ])
  })

  it('only where that is asked for, and only when nothing of it has come', async () => {
    const off = scene(emptied, completion('b'), {})
    const { choices } = await new OpenAI({ ...balanced(off.balancer) }).chat.completions.create(question)
    expect(choices[0]?.finish_reason).toBe('content_filter')
    const cut = eventStream([chunk({ content: 'a' }), chunk({}, 'content_filter'), '[DONE]'])
    const { balancer, asked } = scene(cut, completion('b'))
    const client = new OpenAI({ ...balanced(balancer) })
    let text = ''
    for await (const { choices: parts } of await client.chat.completions.create({
      ...question,
      stream: true,
    }))
      text += parts[0]?.delta.content ?? ''
    expect(text).toBe('a')
    expect([off.asked(), asked()]).toEqual([
      [1, 0],
      [1, 0],
    ])
  })
})

it('the events of a refused call show no part of a key and no word of the prompt as its code', async () => {
  const { fetch } = recorder(refusal(400, { message: 'no', code: 'swordfish', type: '9fQA', param: null }))
  const balancer = balancerOf({ a: { fetch, apiKey: 'planted-4f2a-9fQA' } })
  const errors: unknown[] = []
  balancer.on('run-failed', ({ error }) => errors.push(error))
  const call = { model: 'm', messages: [{ role: 'user' as const, content: 'swordfish' }] }
  await failureOf(new OpenAI({ ...balanced(balancer) }).chat.completions.create(call))
  expect(errors).toMatchObject([{ kind: 'bad-request', message: 'openai/m: the request was refused (400)' }])
  expect(errors.map(shown).join('')).not.toMatch(/swordfish|9fQA/)
})
