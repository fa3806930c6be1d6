import type { ChatRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import type { Dialect } from '../dialect.ts'
import { imagePart, openaiFilePart } from './file-part.ts'
import { requestBody } from './request-body.ts'

const bodyOf = (messages: unknown, dialect: Partial<Dialect> = {}): ReturnType<typeof requestBody> =>
  requestBody({
    modelId: 'm',
    request: { messages: messages as ChatRequest['messages'] },
    dialect: { provider: 'acme', ...dialect },
    stream: false,
  })

const leftOut = (part: string): object => ({
  type: 'unsupported',
  feature: part,
  details: 'left out of the message',
})

describe('what the format has no place for is left out with a warning', () => {
  it('of a message with results of tools', () => {
    const approval = { type: 'tool-approval-response', approvalId: 'x', approved: true }
    const result = {
      type: 'tool-result',
      toolCallId: 'c',
      toolName: 't',
      output: { type: 'text', value: 'sun' },
    }
    const { body, warnings } = bodyOf([{ role: 'tool', content: [approval, result] }])
    expect(body).toMatchObject({ messages: [{ role: 'tool', content: 'sun' }] })
    expect((body as { messages: unknown[] }).messages).toHaveLength(1)
    expect(warnings).toEqual([leftOut('tool-approval-response part of a tool message')])
  })

  it('inside the result of a tool', () => {
    const value = [{ type: 'custom' }, { type: 'text', text: 'sun' }]
    const result = { type: 'tool-result', toolCallId: 'c', toolName: 't', output: { type: 'content', value } }
    const { body, warnings } = bodyOf([{ role: 'tool', content: [result] }])
    expect(body).toMatchObject({ messages: [{ role: 'tool', content: 'sun' }] })
    expect(warnings).toEqual([leftOut('custom part of a tool message')])
  })

  it('of an earlier answer, also where reasoning has a place', () => {
    const file = { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'QUJD' } }
    for (const reasoningInput of ['reasoning', 'content'] as const) {
      const { body, warnings } = bodyOf(
        [{ role: 'assistant', content: [file, { type: 'text', text: 'Hi' }] }],
        { reasoningInput },
      )
      expect((body as { messages: unknown }).messages).toEqual([{ role: 'assistant', content: 'Hi' }])
      expect(warnings).toEqual([leftOut('file part of an assistant message')])
    }
  })
})

it('reasoning without text goes back for the sake of its signature', () => {
  const part = { type: 'reasoning', text: '', providerOptions: { acme: { signature: 's' } } }
  const { body } = bodyOf([{ role: 'assistant', content: [part] }], { reasoningInput: 'content' })
  expect(body).toMatchObject({
    messages: [{ content: [{ type: 'thinking', thinking: [], signature: 's' }] }],
  })
})

it.each([
  ['image', true],
  ['image/png', true],
  ['application/image', false],
  ['imagery/png', false],
])('a file of type %s is an image: %s', (mediaType, isImage) => {
  expect(imagePart({ mediaType, url: 'https://a.example/b' }) !== undefined).toBe(isImage)
  expect(openaiFilePart({ mediaType, url: 'https://a.example/b' }) !== undefined).toBe(isImage)
})
