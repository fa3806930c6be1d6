import { collectWarnings, toAssistantMessage } from '@llm-balancer/provider'
import type { FinishReason } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { toInput } from '../request/to-input.ts'
import { toContent } from './to-content.ts'

const stop: FinishReason = { unified: 'stop', raw: undefined }
const openai = (own: object): object => ({ providerMetadata: { openai: own } })

describe('an item of an answer', () => {
  it('is text with its metadata', () => {
    const logprobs = [{ token: 'Hi', logprob: -0.1 }]
    const content = [
      { type: 'output_text', text: 'Hi', annotations: [], logprobs },
      { type: 'refusal', refusal: 'No.' },
    ]
    expect(toContent({ type: 'message', id: 'msg_1', phase: 'final_answer', content }, stop)).toEqual([
      { type: 'text', text: 'Hi', ...openai({ itemId: 'msg_1', phase: 'final_answer', logprobs }) },
      { type: 'text', text: 'No.', ...openai({ itemId: 'msg_1', phase: 'final_answer', refusal: true }) },
    ])
  })

  it('is text and the sources it cites', () => {
    const annotations = [
      { type: 'url_citation', url: 'https://a.example', title: 'A', start_index: 0, end_index: 2 },
      { type: 'file_citation', file_id: 'file-1', filename: 'a.pdf', index: 3 },
      { type: 'file_path', file_id: 'file-2', index: 0 },
    ]
    const content = [{ type: 'output_text', text: 'Hi', annotations }]
    const document = { type: 'source', sourceType: 'document', mediaType: 'text/plain' }
    expect(toContent({ type: 'message', id: 'msg_1', content }, stop)).toEqual([
      { type: 'text', text: 'Hi', ...openai({ itemId: 'msg_1', annotations }) },
      { type: 'source', sourceType: 'url', id: 'msg_1-0', url: 'https://a.example', title: 'A' },
      {
        ...document,
        id: 'msg_1-1',
        title: 'a.pdf',
        filename: 'a.pdf',
        ...openai({ type: 'file_citation', file_id: 'file-1', index: 3 }),
      },
      {
        ...document,
        id: 'msg_1-2',
        title: 'file-2',
        ...openai({ type: 'file_path', file_id: 'file-2', index: 0 }),
      },
    ])
  })

  it('is reasoning: a part for each summary, the last one with the encrypted content', () => {
    const summary = [
      { type: 'summary_text', text: 'One.' },
      { type: 'summary_text', text: 'Two.' },
    ]
    const item = { type: 'reasoning', id: 'rs_1', encrypted_content: 'sealed' }
    const sealed = openai({ itemId: 'rs_1', reasoningEncryptedContent: 'sealed' })
    expect(toContent({ ...item, summary }, stop)).toEqual([
      { type: 'reasoning', text: 'One.', ...openai({ itemId: 'rs_1' }) },
      { type: 'reasoning', text: 'Two.', ...sealed },
    ])
    expect(toContent({ ...item, summary: [] }, stop)).toEqual([{ type: 'reasoning', text: '', ...sealed }])
    const content = [{ type: 'reasoning_text', text: 'In the open.' }]
    expect(toContent({ ...item, summary: [], content }, stop)).toEqual([
      { type: 'reasoning', text: 'In the open.', ...sealed },
    ])
  })

  it('is a call of a function', () => {
    const item = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'sky', status: 'completed' }
    const call = { type: 'tool-call', toolCallId: 'call_1', toolName: 'sky' }
    expect(toContent({ ...item, arguments: '{"a":1}', namespace: 'n' }, stop)).toEqual([
      { ...call, input: '{"a":1}', ...openai({ itemId: 'fc_1', namespace: 'n' }) },
    ])
    expect(toContent({ ...item, arguments: '' }, stop)).toMatchObject([{ input: '{}' }])
  })

  it('may be a malformed call, unless the length limit cut it off', () => {
    const item = { type: 'function_call', call_id: 'c', name: 'sky', arguments: '{"a":' }
    expect(toContent(item, stop)).toEqual([undefined])
    expect(toContent({ ...item, name: '', arguments: '{}' }, stop)).toEqual([undefined])
    expect(toContent(item, { unified: 'length', raw: 'max_output_tokens' })).toMatchObject([
      { input: '{"a":' },
    ])
  })

  it('is a call of another tool that the caller runs', () => {
    expect(
      toContent(
        { type: 'custom_tool_call', id: 'ctc_1', call_id: 'c', name: 'sql', input: 'SELECT 1' },
        stop,
      ),
    ).toEqual([
      {
        type: 'tool-call',
        toolCallId: 'c',
        toolName: 'sql',
        input: '"SELECT 1"',
        ...openai({ itemId: 'ctc_1', type: 'custom_tool_call' }),
      },
    ])
    const operation = { type: 'delete_file', path: 'a.ts' }
    expect(
      toContent({ type: 'apply_patch_call', id: 'ap_1', call_id: 'c', status: 'completed', operation }, stop),
    ).toEqual([
      {
        type: 'tool-call',
        toolCallId: 'c',
        toolName: 'apply_patch',
        input: JSON.stringify({ operation }),
        ...openai({ itemId: 'ap_1', type: 'apply_patch_call' }),
      },
    ])
  })

  it.each([
    ['web_search', { type: 'web_search_call', action: { type: 'search', query: 'q' }, status: 'completed' }],
    [
      'code_interpreter',
      { type: 'code_interpreter_call', code: '1 + 1', outputs: null, status: 'completed' },
    ],
    ['image_generation', { type: 'image_generation_call', result: 'iVBORw0K', status: 'completed' }],
  ])('is a call that OpenAI ran, and its result: %s', (toolName, { type, ...result }) => {
    const tool = { toolCallId: 'ws_1', toolName, dynamic: true, ...openai({ type }) }
    expect(toContent({ id: 'ws_1', type, ...result }, stop)).toEqual([
      { type: 'tool-call', ...tool, input: '{}', providerExecuted: true },
      { type: 'tool-result', ...tool, result },
    ])
  })

  it('is a call of a remote tool by its own name, failed or not', () => {
    const item = { type: 'mcp_call', id: 'mcp_1', name: 'ask', server_label: 's', arguments: '{"q":1}' }
    expect(toContent({ ...item, status: 'failed', error: { type: 'http_error' } }, stop)).toMatchObject([
      { type: 'tool-call', toolName: 'ask', input: '{"q":1}' },
      { type: 'tool-result', toolName: 'ask', isError: true },
    ])
  })

  it.each([
    { type: 'compaction', id: 'cmp_1', encrypted_content: 'sealed' },
    { type: 'mcp_approval_request', id: 'mcpr_1', name: 'ask', arguments: '{}', server_label: 's' },
    { type: 'shell_call', id: 'sh_1', call_id: 'c', environment: { type: 'container_reference' } },
    { type: 'shell_call_output', id: 'sho_1', call_id: 'c', output: [] },
    { type: 'something_new', id: 'n_1' },
  ])('is a custom part when only OpenAI has it: %j', (item) => {
    expect(toContent(item, stop)).toEqual([{ type: 'custom', kind: `openai.${item.type}`, ...openai(item) }])
  })
})

it('sends every part of an answer back as it came', () => {
  const items = [
    {
      type: 'reasoning',
      id: 'rs_1',
      summary: [
        { type: 'summary_text', text: 'One.' },
        { type: 'summary_text', text: 'Two.' },
      ],
      encrypted_content: 'sealed',
    },
    { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'sky' } },
    { type: 'compaction', id: 'cmp_1', encrypted_content: 'sealed' },
    {
      type: 'mcp_call',
      id: 'mcp_1',
      name: 'ask',
      arguments: '{}',
      server_label: 's',
      error: { code: 1 },
      status: 'failed',
    },
    { type: 'mcp_approval_request', id: 'mcpr_1', name: 'ask', arguments: '{}', server_label: 's' },
    { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'sealed too' },
    {
      type: 'computer_call',
      id: 'cu_1',
      call_id: 'c2',
      status: 'completed',
      actions: [{ type: 'screenshot' }],
    },
    {
      type: 'function_call',
      id: 'fc_1',
      call_id: 'c',
      name: 'sky',
      arguments: '{"a":1}',
      status: 'completed',
    },
    {
      type: 'message',
      id: 'msg_1',
      status: 'completed',
      role: 'assistant',
      phase: 'final_answer',
      content: [{ type: 'output_text', text: 'Blue.', annotations: [] }],
    },
  ]
  const content = items.flatMap((item) => toContent(item, stop)).filter((part) => part !== undefined)
  const { warnings, warn } = collectWarnings()
  const message = toAssistantMessage({ content })
  const sent = toInput([message], { modelId: 'gpt-5.4', stored: false, warn })
  expect(sent).toEqual([
    ...items.slice(0, 7),
    { type: 'function_call', call_id: 'c', name: 'sky', arguments: '{"a":1}' },
    { role: 'assistant', content: 'Blue.', phase: 'final_answer' },
  ])
  expect(warnings).toEqual([])
})
