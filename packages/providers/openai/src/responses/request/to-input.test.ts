import { collectWarnings } from '@llm-balancer/provider'
import type { AssistantPart, ChatMessage, ToolResultOutput, Warning } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import type { Mapping } from './mapping.ts'
import { toInput } from './to-input.ts'

const inputOf = (
  messages: readonly ChatMessage[],
  mapping: Partial<Mapping> = {},
): { readonly items: readonly unknown[]; readonly warnings: readonly Warning[] } => {
  const { warnings, warn } = collectWarnings()
  return { items: toInput(messages, { modelId: 'gpt-5.4', stored: false, warn, ...mapping }), warnings }
}

const asked = { role: 'user', content: 'hi' } as const
const said = (...content: AssistantPart[]): ChatMessage => ({ role: 'assistant', content })
const openai = (own: object): { readonly openai: never } => ({ openai: own as never })

describe('instructions', () => {
  it('have the role developer for models that reason, else system, wherever they are', () => {
    const messages: ChatMessage[] = [asked, { role: 'system', content: 'Be brief.' }]
    expect(inputOf(messages).items).toEqual([
      { role: 'user', content: 'hi' },
      { role: 'developer', content: 'Be brief.' },
    ])
    expect(inputOf(messages, { modelId: 'gpt-4.1' }).items[1]).toMatchObject({ role: 'system' })
  })
})

describe('an earlier answer', () => {
  it('is text with its phase, without the id of an item that is not stored', () => {
    const own = openai({ itemId: 'msg_1', phase: 'commentary', annotations: [{}], logprobs: [{}] })
    expect(
      inputOf([
        { role: 'assistant', content: 'plain' },
        said({ type: 'text', text: 'Let me see.', providerOptions: own }, { type: 'text', text: '' }),
        {
          role: 'assistant',
          content: [{ type: 'text', text: 'No.', providerOptions: openai({ refusal: true }) }],
          providerOptions: openai({ phase: 'final_answer' }),
        },
      ]).items,
    ).toEqual([
      { role: 'assistant', content: 'plain' },
      { role: 'assistant', content: 'Let me see.', phase: 'commentary' },
      { role: 'assistant', content: 'No.', phase: 'final_answer' },
    ])
  })

  it('has calls of functions, with ids that the API takes', () => {
    const long = 'x'.repeat(65)
    const { items } = inputOf([
      said(
        { type: 'tool-call', toolCallId: 'c1', toolName: 'sky', input: { a: 1 } },
        { type: 'tool-call', toolCallId: long, toolName: 'sky', input: '{"a":2}' },
      ),
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: long, toolName: 'sky', output: { type: 'text', value: 'blue' } },
        ],
      },
    ])
    const fitted = (items[1] as { readonly call_id: string }).call_id
    expect(fitted).toMatch(/^\w{10}$/)
    expect(items).toEqual([
      { type: 'function_call', call_id: 'c1', name: 'sky', arguments: '{"a":1}' },
      { type: 'function_call', call_id: fitted, name: 'sky', arguments: '{"a":2}' },
      { type: 'function_call_output', call_id: fitted, output: 'blue' },
    ])
  })

  it('loses the parts of other vendors, with a warning for each kind', () => {
    const foreign = { anthropic: { signature: 's' } }
    const { items, warnings } = inputOf([
      said(
        { type: 'reasoning', text: 'hm', providerOptions: foreign },
        { type: 'tool-call', toolCallId: 's', toolName: 'search', input: {}, providerExecuted: true },
        { type: 'tool-result', toolCallId: 's', toolName: 'search', output: { type: 'json', value: [1] } },
        { type: 'custom', kind: 'anthropic.compaction', providerOptions: foreign },
        { type: 'file', mediaType: 'image/png', data: { type: 'data', data: '' } },
        { type: 'text', text: 'Blue.' },
      ),
    ])
    expect(items).toEqual([{ role: 'assistant', content: 'Blue.' }])
    expect(warnings.map((warning) => 'feature' in warning && warning.feature)).toEqual(
      ['reasoning', 'tool-call', 'tool-result', 'custom', 'file'].map(
        (type) => `${type} part of an assistant message`,
      ),
    )
  })
})

describe('reasoning', () => {
  const thought = (text: string, own: object): AssistantPart => ({
    type: 'reasoning',
    text,
    providerOptions: openai(own),
  })
  const answer: AssistantPart = { type: 'text', text: 'Blue.' }

  it('goes back as one item, with all its summaries and its encrypted content', () => {
    const { items, warnings } = inputOf([
      said(
        thought('One.', { itemId: 'rs_1' }),
        thought('Two.', { itemId: 'rs_1', reasoningEncryptedContent: 'sealed' }),
        thought('', { itemId: 'rs_2', reasoningEncryptedContent: 'sealed too' }),
        answer,
      ),
    ])
    expect(items.slice(0, 2)).toEqual([
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [
          { type: 'summary_text', text: 'One.' },
          { type: 'summary_text', text: 'Two.' },
        ],
        encrypted_content: 'sealed',
      },
      { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'sealed too' },
    ])
    expect(warnings).toEqual([])
  })

  it('keeps its encrypted content where a part without any follows', () => {
    const sealed = thought('One.', { itemId: 'rs_1', reasoningEncryptedContent: 'sealed' })
    const { items } = inputOf([said(sealed, thought('Two.', { itemId: 'rs_1' }), answer)])
    expect(items[0]).toMatchObject({ type: 'reasoning', id: 'rs_1', encrypted_content: 'sealed' })
  })

  it('without encrypted content is left out unless it is stored', () => {
    const messages = [said(thought('One.', { itemId: 'rs_1' }), answer)]
    expect(inputOf(messages)).toMatchObject({
      items: [{ role: 'assistant' }],
      warnings: [{ feature: 'reasoning part of an assistant message', details: 'left out' }],
    })
    expect(inputOf(messages, { stored: true })).toMatchObject({
      items: [{ type: 'reasoning', id: 'rs_1' }, { role: 'assistant' }],
      warnings: [],
    })
  })

  it('at the end of its answer is left out', () => {
    const lonely = said(thought('', { itemId: 'rs_1', reasoningEncryptedContent: 'sealed' }))
    expect(inputOf([lonely]).items).toEqual([])
    expect(inputOf([lonely, asked])).toMatchObject({ items: [asked], warnings: [{ type: 'unsupported' }] })
  })
})

describe('the output of a tool', () => {
  const outputOf = (output: ToolResultOutput): unknown => {
    const content = [{ type: 'tool-result', toolCallId: 'c', toolName: 'sky', output }] as const
    return (inputOf([{ role: 'tool', content }]).items[0] as { readonly output: unknown }).output
  }

  it.each<[ToolResultOutput, string]>([
    [{ type: 'text', value: 'blue' }, 'blue'],
    [{ type: 'json', value: { a: 1 } }, '{"a":1}'],
    [{ type: 'error-text', value: 'no sky' }, 'no sky'],
    [{ type: 'error-json', value: [1] }, '[1]'],
    [{ type: 'execution-denied' }, 'The user did not allow this tool to run.'],
  ])('is text: %j', (output, text) => {
    expect(outputOf(output)).toBe(text)
  })

  it('may be a list of texts and files', () => {
    const image = { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AA' } } as const
    const custom = { type: 'custom', providerOptions: openai({ type: 'input_file', file_id: 'f' }) } as const
    expect(outputOf({ type: 'content', value: [{ type: 'text', text: 'See.' }, image, custom] })).toEqual([
      { type: 'input_text', text: 'See.' },
      { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,AA' },
      { type: 'input_file', file_id: 'f' },
    ])
  })

  it('has the caller’s options, with those of the part preferred to those of the message', () => {
    const part = { type: 'tool-result', toolCallId: 'c', toolName: 'sky' } as const
    const output = { type: 'text', value: 'x' } as const
    const message: ChatMessage = {
      role: 'tool',
      content: [{ ...part, output, providerOptions: openai({ status: 'incomplete', itemId: 'fc_1' }) }],
      providerOptions: openai({ status: 'completed', caller: { type: 'direct' } }),
    }
    expect(inputOf([message]).items).toEqual([
      {
        type: 'function_call_output',
        call_id: 'c',
        output: 'x',
        status: 'incomplete',
        caller: { type: 'direct' },
      },
    ])
  })

  it('has the type that answers its call', () => {
    const call = {
      type: 'tool-call',
      toolCallId: 'c',
      toolName: 'shell',
      input: '{"action":{"commands":["ls"]}}',
    }
    const output = [{ stdout: 'a', stderr: '', outcome: { type: 'exit', exit_code: 0 } }]
    const own = openai({ type: 'shell_call', itemId: 'sh_1' })
    expect(
      inputOf([
        said({ ...call, providerOptions: own } as AssistantPart),
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'c',
              toolName: 'shell',
              output: { type: 'json', value: output },
            },
          ],
        },
      ]).items,
    ).toEqual([
      { type: 'shell_call', id: 'sh_1', call_id: 'c', status: 'completed', action: { commands: ['ls'] } },
      { type: 'shell_call_output', call_id: 'c', output },
    ])
  })

  it('includes the user’s approval of a call of a remote tool', () => {
    const word = { type: 'tool-approval-response', approvalId: 'mcpr_1' } as const
    expect(
      inputOf([
        {
          role: 'tool',
          content: [
            { ...word, approved: true },
            { ...word, approved: false, reason: 'No.' },
          ],
        },
      ]).items,
    ).toEqual([
      { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true },
      { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: false, reason: 'No.' },
    ])
  })
})

it('the free text of a tool call goes back unchanged, whichever form it has', () => {
  const own = openai({ type: 'custom_tool_call', itemId: 'ctc_1' })
  const call = (input: unknown): AssistantPart => ({
    type: 'tool-call',
    toolCallId: 'c',
    toolName: 'sql',
    input,
    providerOptions: own,
  })
  for (const input of ['"SELECT 1"', 'SELECT 1']) {
    const result = {
      type: 'tool-result',
      toolCallId: 'c',
      toolName: 'sql',
      output: { type: 'text', value: '1' },
    } as const
    expect(inputOf([said(call(input)), { role: 'tool', content: [result] }]).items).toEqual([
      { type: 'custom_tool_call', call_id: 'c', name: 'sql', input: 'SELECT 1' },
      { type: 'custom_tool_call_output', call_id: 'c', output: '1' },
    ])
  }
})
