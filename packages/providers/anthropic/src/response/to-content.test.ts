import { collectWarnings, toAssistantMessage } from '@llm-balancer/provider'
import type { FinishReason } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { traitsOf } from '../request/model-traits.ts'
import { toConversation } from '../request/to-conversation.ts'
import { toContent } from './to-content.ts'

const charLocation = { type: 'char_location', cited_text: 'h', document_index: 1, document_title: 'Birds' }
const stop: FinishReason = { unified: 'stop', raw: 'end_turn' }

describe('a block of an answer', () => {
  it.each([
    [
      { type: 'text', text: 'hi', citations: null },
      { type: 'text', text: 'hi' },
    ],
    [
      { type: 'text', text: 'hi', citations: [charLocation] },
      {
        type: 'text',
        text: 'hi',
        citations: [
          {
            source: {
              type: 'source',
              sourceType: 'document',
              id: 'document-1',
              mediaType: 'text/plain',
              title: 'Birds',
            },
            citedText: 'h',
          },
        ],
        providerMetadata: { anthropic: { citations: [charLocation] } },
      },
    ],
    [
      { type: 'thinking', thinking: 'hm', signature: 's' },
      { type: 'reasoning', text: 'hm', providerMetadata: { anthropic: { signature: 's' } } },
    ],
    [
      { type: 'redacted_thinking', data: 'r' },
      { type: 'reasoning', text: '', providerMetadata: { anthropic: { redactedData: 'r' } } },
    ],
    [
      { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
      { type: 'tool-call', toolCallId: 't', toolName: 'f', input: '{"a":1}' },
    ],
    [
      { type: 'server_tool_use', id: 'srv', name: 'web_search', input: {} },
      {
        type: 'tool-call',
        toolCallId: 'srv',
        toolName: 'web_search',
        input: '{}',
        providerExecuted: true,
        providerMetadata: { anthropic: { type: 'server_tool_use' } },
      },
    ],
    [
      { type: 'web_search_tool_result', tool_use_id: 'srv', content: [{ url: 'u' }] },
      {
        type: 'tool-result',
        toolCallId: 'srv',
        toolName: 'web_search',
        result: [{ url: 'u' }],
        providerMetadata: { anthropic: { type: 'web_search_tool_result' } },
      },
    ],
    [
      { type: 'web_fetch_tool_result', tool_use_id: 'srv', content: { type: 'web_fetch_tool_result_error' } },
      {
        type: 'tool-result',
        toolCallId: 'srv',
        toolName: 'web_fetch',
        result: { type: 'web_fetch_tool_result_error' },
        isError: true,
        providerMetadata: { anthropic: { type: 'web_fetch_tool_result' } },
      },
    ],
    [
      { type: 'container_upload', file_id: 'f' },
      {
        type: 'custom',
        kind: 'anthropic.container_upload',
        providerMetadata: { anthropic: { type: 'container_upload', file_id: 'f' } },
      },
    ],
  ])('is a part: %o', (block, part) => {
    expect(toContent(block, stop)).toEqual(part)
  })

  it.each([
    [
      { type: 'web_search_result_location', url: 'https://a.example', title: 'A', cited_text: 'x' },
      { sourceType: 'url', id: 'https://a.example', url: 'https://a.example', title: 'A' },
    ],
    [
      { type: 'search_result_location', source: 'kb://1', title: null, search_result_index: 0 },
      { sourceType: 'url', id: 'kb://1', url: 'kb://1' },
    ],
    [
      { type: 'page_location', document_index: 0, document_title: null },
      { sourceType: 'document', id: 'document-0', mediaType: 'application/pdf', title: 'document-0' },
    ],
  ])('names the source of each citation: %o', (citation, source) => {
    const part = toContent({ type: 'text', text: 'hi', citations: [citation] }, stop)
    expect(part).toMatchObject({ citations: [{ source: { type: 'source', ...source } }] })
  })

  it.each([
    { type: 'tool_use', id: 't', name: '', input: {} },
    { type: 'tool_use', id: 't', name: 'f', input: '{"a":' },
  ])('is undefined when it is a malformed tool call: %o', (block) => {
    expect(toContent(block, stop)).toBeUndefined()
  })

  it('may be a tool call that the length limit cut off', () => {
    const block = { type: 'tool_use', id: 't', name: 'f', input: '{"a":' }
    expect(toContent(block, { unified: 'length', raw: 'max_tokens' })).toMatchObject({ input: '{"a":' })
  })
})

it('sends every part of an answer back as it came', () => {
  const blocks = [
    { type: 'thinking', thinking: 'hm', signature: 's' },
    { type: 'redacted_thinking', data: 'r' },
    { type: 'text', text: 'Let me see.', citations: [{ type: 'page_location', cited_text: 'x' }] },
    { type: 'container_upload', file_id: 'f' },
    { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'q' } },
    { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ url: 'u' }] },
    { type: 'mcp_tool_use', id: 'mcptoolu_1', name: 'f', server_name: 's', input: {} },
    { type: 'mcp_tool_result', tool_use_id: 'mcptoolu_1', is_error: true, content: [] },
    { type: 'compaction', content: 'so far', encrypted_content: 'e' },
    { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: [1] }, caller: { type: 'direct' } },
  ]
  const content = blocks.map((block) => toContent(block, stop)).filter((part) => part !== undefined)
  const { warnings, warn } = collectWarnings()
  const mapping = { model: 'm', traits: traitsOf('m'), version: '2023-06-01', warn }
  const { messages } = toConversation([toAssistantMessage({ content })], mapping)
  expect(messages).toEqual([{ role: 'assistant', content: blocks }])
  expect(warnings).toEqual([])
})
