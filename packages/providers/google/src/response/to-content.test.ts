import { collectWarnings, toAssistantMessage } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { traitsOf } from '../request/model-traits.ts'
import { toConversation } from '../request/to-conversation.ts'
import { toContent } from './to-content.ts'

describe('a part of an answer', () => {
  it.each([
    [{ text: 'hi' }, { type: 'text', text: 'hi' }],
    [
      { text: 'hi', thoughtSignature: 's' },
      { type: 'text', text: 'hi', providerMetadata: { google: { thoughtSignature: 's' } } },
    ],
    [
      { thoughtSignature: 's' },
      { type: 'text', text: '', providerMetadata: { google: { thoughtSignature: 's' } } },
    ],
    [
      { thought: true, text: 'hm' },
      { type: 'reasoning', text: 'hm', providerMetadata: { google: { thought: true } } },
    ],
    [
      { inlineData: { mimeType: 'image/png', data: 'AA==' }, thoughtSignature: 's' },
      {
        type: 'file',
        mediaType: 'image/png',
        data: { type: 'data', data: 'AA==' },
        providerMetadata: { google: { thoughtSignature: 's' } },
      },
    ],
    [
      { thought: true, inlineData: { mimeType: 'image/png', data: 'AA==' } },
      {
        type: 'reasoning-file',
        mediaType: 'image/png',
        data: { type: 'data', data: 'AA==' },
        providerMetadata: { google: { thought: true } },
      },
    ],
    [
      { functionCall: { name: 'f', args: { a: 1 }, id: 'own' }, thoughtSignature: 's' },
      {
        type: 'tool-call',
        toolCallId: 'own',
        toolName: 'f',
        input: '{"a":1}',
        providerMetadata: { google: { thoughtSignature: 's' } },
      },
    ],
    [
      { functionCall: { name: 'f' } },
      { type: 'tool-call', toolCallId: 'made-up', toolName: 'f', input: '{}' },
    ],
    [
      { executableCode: { language: 'PYTHON', code: '1+1' } },
      {
        type: 'tool-call',
        toolCallId: 'made-up',
        toolName: 'code_execution',
        input: '{"language":"PYTHON","code":"1+1"}',
        providerExecuted: true,
        providerMetadata: { google: { executableCode: { language: 'PYTHON', code: '1+1' } } },
      },
    ],
    [
      { codeExecutionResult: { outcome: 'OUTCOME_FAILED', output: 'no' } },
      {
        type: 'tool-result',
        toolCallId: 'made-up',
        toolName: 'code_execution',
        result: { outcome: 'OUTCOME_FAILED', output: 'no' },
        isError: true,
        providerMetadata: { google: { codeExecutionResult: { outcome: 'OUTCOME_FAILED', output: 'no' } } },
      },
    ],
    [
      { toolCall: { toolType: 'GOOGLE_SEARCH_WEB', args: { queries: ['q'] }, id: 't' } },
      {
        type: 'tool-call',
        toolCallId: 't',
        toolName: 'google_search_web',
        input: '{"queries":["q"]}',
        providerExecuted: true,
        providerMetadata: {
          google: { toolCall: { toolType: 'GOOGLE_SEARCH_WEB', args: { queries: ['q'] }, id: 't' } },
        },
      },
    ],
    [
      { toolResponse: { toolType: 'URL_CONTEXT', response: { a: 1 }, id: 't' } },
      {
        type: 'tool-result',
        toolCallId: 't',
        toolName: 'url_context',
        result: { toolType: 'URL_CONTEXT', response: { a: 1 }, id: 't' },
        providerMetadata: {
          google: { toolResponse: { toolType: 'URL_CONTEXT', response: { a: 1 }, id: 't' } },
        },
      },
    ],
    [
      { brandNew: { x: 1 } },
      {
        type: 'custom',
        kind: 'google.brandNew',
        providerMetadata: { google: { brandNew: { x: 1 } } },
      },
    ],
  ])('is content: %o', (part, content) => {
    expect(toContent(part, 'made-up')).toEqual(content)
  })

  it.each([{ functionCall: {} }, { functionCall: { name: '', args: {} } }])(
    'is undefined when it is an incomplete call: %o',
    (part) => {
      expect(toContent(part, 'made-up')).toBeUndefined()
    },
  )
})

it('sends every part of an answer back as it came', () => {
  const parts = [
    { text: 'hm', thought: true },
    { text: 'so', thought: true, thoughtSignature: 's0' },
    { text: 'Let me see.' },
    { text: '', thoughtSignature: 's1' },
    { executableCode: { language: 'PYTHON', code: '1' }, thoughtSignature: 's2' },
    { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
    { inlineData: { mimeType: 'image/png', data: 'AA==' }, thoughtSignature: 's3' },
    { brandNew: { x: 1 } },
    { functionCall: { id: 'a', name: 'f', args: { a: [1] } }, thoughtSignature: 's4' },
    { functionCall: { id: 'b', name: 'f', args: {} } },
  ]
  const content = parts.map((part) => toContent(part, 'id')).filter((part) => part !== undefined)
  const { warnings, warn } = collectWarnings()
  const mapping = { traits: traitsOf('gemini-3.8-flash'), vertex: false, warn }
  const { contents } = toConversation([toAssistantMessage({ content })], mapping)
  expect(contents).toEqual([{ role: 'model', parts }])
  expect(warnings).toEqual([])
})
