import { toAssistantMessage } from '@llm-balancer/provider'
import type { ChatMessage, Warning } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { buildBody } from './build-body.ts'

const map = (...messages: ChatMessage[]) => {
  const { body, warnings } = buildBody({ messages }, 'command-a-plus-05-2026')
  return { messages: body.messages, documents: body.documents, warnings }
}
const text = (words: string) => ({ type: 'text', text: words }) as const
const user: ChatMessage = { role: 'user', content: 'hi' }
const features = (warnings: readonly Warning[]): unknown[] =>
  warnings.map((warning) => ('feature' in warning ? warning.feature : warning))

describe('a conversation', () => {
  it('has its messages in their order', () => {
    const { messages, documents, warnings } = map(
      { role: 'system', content: 'Be brief.' },
      user,
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: [text('a'), { ...text('b'), providerOptions: { cohere: { x: 1 } } }] },
    )
    expect(messages).toEqual([
      { role: 'system', content: [text('Be brief.')] },
      { role: 'user', content: [text('hi')] },
      { role: 'assistant', content: [text('Hello')] },
      { role: 'user', content: [text('a'), { ...text('b'), x: 1 }] },
    ])
    expect(documents).toBeUndefined()
    expect(warnings).toEqual([])
  })

  it('begins with all of its instructions', () => {
    const { messages, warnings } = map({ role: 'system', content: 'A' }, user, {
      role: 'system',
      content: 'B',
    })
    expect(messages).toEqual([
      { role: 'system', content: [text('A'), text('B')] },
      { role: 'user', content: [text('hi')] },
    ])
    expect(warnings).toEqual([
      { type: 'unsupported', feature: 'system message', details: 'moved to the start' },
    ])
  })

  it('has neither empty texts nor empty turns, which the API refuses', () => {
    const empty = map(
      { role: 'system', content: '' },
      { role: 'user', content: '' },
      { role: 'assistant', content: [] },
      { role: 'user', content: [text(''), text('hi')] },
    )
    expect(empty.messages).toEqual([{ role: 'user', content: [text('hi')] }])
  })

  it('has the messages’ options for Cohere', () => {
    const providerOptions = { cohere: { x: 1 }, other: { y: 1 } }
    const { messages } = map(
      { ...user, providerOptions },
      { role: 'assistant', content: 'a', providerOptions },
      {
        role: 'tool',
        providerOptions,
        content: [
          { type: 'tool-result', toolCallId: 'c', toolName: 'f', output: { type: 'text', value: 'v' } },
        ],
      },
    )
    expect(messages).toMatchObject([{ x: 1 }, { x: 1 }, { x: 1, tool_call_id: 'c' }])
    expect(JSON.stringify(messages)).not.toContain('"y"')
  })
})

describe('a file', () => {
  const file = (data: object, mediaType: string, more: object = {}): ChatMessage => ({
    role: 'user',
    content: [{ type: 'file', data, mediaType, ...more } as never, text('look')],
  })
  const image = (url: string) => ({ type: 'image_url', image_url: { url } })

  it.each([
    [{ type: 'url', url: 'https://a.example/cat.png' }, 'image', 'https://a.example/cat.png'],
    [{ type: 'data', data: 'iVBORw0K' }, 'image/*', 'data:image/png;base64,iVBORw0K'],
    [{ type: 'data', data: new Uint8Array([255, 216, 255]) }, 'image/jpeg', 'data:image/jpeg;base64,/9j/'],
    [{ type: 'url', url: 'data:image/gif;base64,R0lG' }, 'image', 'data:image/gif;base64,R0lG'],
  ])('%o of type %s is an image', (data, mediaType, url) => {
    const { messages, documents, warnings } = map(file(data, mediaType))
    expect(messages).toEqual([{ role: 'user', content: [image(url), text('look')] }])
    expect({ documents, warnings }).toEqual({ documents: undefined, warnings: [] })
  })

  it('may have a level of detail for an image', () => {
    const detail = { image_url: { url: 'https://a.example/1', detail: 'low' } }
    const data = { type: 'url', url: 'https://a.example/1' }
    const { messages } = map(file(data, 'image', { providerOptions: { cohere: detail } }))
    expect(messages[0]?.content).toEqual([{ type: 'image_url', ...detail }, text('look')])
  })

  it.each([
    [{ type: 'text', text: 'Grüße' }, 'text/plain'],
    [{ type: 'data', data: new TextEncoder().encode('Grüße') }, 'text/markdown'],
  ])('%o is a document the model may cite', (data, mediaType) => {
    const more = { filename: 'a.md', providerOptions: { cohere: { id: 'a' } } }
    const { messages, documents } = map(file(data, mediaType, more))
    expect(messages).toEqual([{ role: 'user', content: [text('look')] }])
    expect(documents).toEqual([{ data: { title: 'a.md', text: 'Grüße' }, id: 'a' }])
  })

  it.each([
    [{ type: 'data', data: 'JVBERi0' }, 'application/pdf'],
    [{ type: 'url', url: 'https://a.example/a.txt' }, 'text/plain'],
    [{ type: 'reference', reference: { other: 'id' } }, 'image/png'],
    [{ type: 'reference', reference: { cohere: 'id' } }, 'image/png'],
  ])('%o of type %s is left out with a warning', (data, mediaType) => {
    const { messages, warnings } = map(file(data, mediaType))
    expect(messages).toEqual([{ role: 'user', content: [text('look')] }])
    expect(features(warnings)).toEqual([`file of type ${mediaType}`])
  })
})

describe('an earlier answer', () => {
  const call = { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: { a: 1 } } as const
  const sent = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }

  it('goes back unchanged: reasoning, plan, calls, citations', () => {
    const cited = [{ start: 0, end: 1, sources: [] }]
    const thought = {
      type: 'reasoning',
      text: 'hm',
      providerMetadata: { cohere: { type: 'thinking' } },
    } as const
    const planned = {
      type: 'reasoning',
      text: 'Look.',
      providerMetadata: { cohere: { type: 'tool_plan' } },
    } as const
    const answer = (...content: Parameters<typeof toAssistantMessage>[0]['content']) =>
      map(toAssistantMessage({ content })).messages
    expect(answer(thought, { ...text('Hi'), providerMetadata: { cohere: { citations: cited } } })).toEqual([
      { role: 'assistant', content: [{ type: 'thinking', thinking: 'hm' }, text('Hi')], citations: cited },
    ])
    expect(answer(thought, planned, { ...call, input: '{"a":1}' })).toEqual([
      {
        role: 'assistant',
        content: [{ type: 'thinking', thinking: 'hm' }],
        tool_plan: 'Look.',
        tool_calls: [sent],
      },
    ])
  })

  it('has its text, without citations, as the plan when it calls tools', () => {
    const providerOptions = { cohere: { citations: [{ start: 0, end: 1 }] } }
    const cited = { ...text('I will look'), providerOptions }
    const { messages, warnings } = map({
      role: 'assistant',
      content: [cited, text(' it up.'), call, { ...call, toolCallId: 'd', input: undefined }],
    })
    expect(messages).toEqual([
      {
        role: 'assistant',
        tool_plan: 'I will look it up.',
        tool_calls: [sent, { id: 'd', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
    ])
    expect(warnings).toEqual([])
  })

  it('loses what Cohere cannot use, with a warning', () => {
    const { messages, warnings } = map({
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'hm', providerOptions: { anthropic: { signature: 's' } } },
        { type: 'file', data: { type: 'data', data: '' }, mediaType: 'image/png' },
        { type: 'custom', kind: 'other.thing' },
        { ...call, providerExecuted: true },
      ],
    })
    expect(messages).toEqual([])
    expect(features(warnings)).toEqual(
      ['reasoning', 'file', 'custom', 'tool-call'].map((type) => `${type} part of an assistant message`),
    )
  })
})

describe('the result of a tool', () => {
  const result = (output: object, more: object = {}): ChatMessage => ({
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'f', output, ...more } as never],
  })

  it.each([
    [{ type: 'text', value: 'warm' }, 'warm'],
    [{ type: 'json', value: { t: 20 } }, '{"t":20}'],
    [{ type: 'error-text', value: 'broken' }, 'broken'],
    [{ type: 'error-json', value: [1] }, '[1]'],
    [{ type: 'execution-denied', reason: 'No.' }, 'No.'],
    [{ type: 'execution-denied' }, 'The user did not allow this tool to run.'],
  ])('%o is a text', (output, content) => {
    expect(map(result(output)).messages).toEqual([{ role: 'tool', tool_call_id: 'c', content }])
  })

  it('may be texts and documents, but no images', () => {
    const value = [
      text('warm'),
      { type: 'file', data: { type: 'text', text: 'log' }, mediaType: 'text/plain', filename: 'a.log' },
      { type: 'custom', providerOptions: { cohere: { type: 'document', document: { data: { a: 1 } } } } },
      { type: 'file', data: { type: 'data', data: 'iVBORw0K' }, mediaType: 'image/png' },
      { type: 'file', data: { type: 'data', data: 'JVBERi0' }, mediaType: 'application/pdf' },
    ]
    const { messages, warnings } = map(result({ type: 'content', value }))
    expect(messages[0]?.content).toEqual([
      text('warm'),
      { type: 'document', document: { data: { title: 'a.log', text: 'log' } } },
      { type: 'document', document: { data: { a: 1 } } },
    ])
    expect(features(warnings)).toEqual(['image of a tool', 'file of type application/pdf'])
  })

  it('is a turn of its own', () => {
    const providerOptions = { cohere: { x: 1 } }
    const other = result({ type: 'text', value: 'b' }, { toolCallId: 'd', providerOptions })
    const one = result({ type: 'text', value: 'a', providerOptions: { cohere: { y: 1 } } })
    expect(map(one, other).messages).toEqual([
      { role: 'tool', tool_call_id: 'c', content: 'a', y: 1 },
      { role: 'tool', tool_call_id: 'd', content: 'b', x: 1 },
    ])
  })

  it('is all that a tool message may hold', () => {
    const approval = { type: 'tool-approval-response', approvalId: 'a', approved: true } as const
    const { messages, warnings } = map({ role: 'tool', content: [approval] })
    expect(messages).toEqual([])
    expect(features(warnings)).toEqual(['tool-approval-response part of a tool message'])
  })
})
