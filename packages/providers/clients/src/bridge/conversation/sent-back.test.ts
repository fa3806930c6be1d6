import type { JsonRecord } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import type { IncomingRequest } from '../bridged-request.ts'
import { issuedIn, issuedInEvent } from './issued-in.ts'
import { marksSentBack, usableBody } from './sent-back.ts'

const requestOf = (
  format: IncomingRequest['format'],
  pathname: string,
  body: JsonRecord | undefined,
): IncomingRequest => ({
  ...{ format, pathname, path: pathname, body, method: 'POST' },
  ...{ headers: new Headers(), raw: undefined, signal: undefined },
})

const none = (): boolean => false
const user = { role: 'user', content: 'Hello' }

describe('what a request sends back', () => {
  it('of chat completions are the signatures of Gemini and the thoughts that routers pass on', () => {
    const signed = { google: { thought_signature: 's1' }, other: 1 }
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"signature":"no"}' } }
    const answer = {
      role: 'assistant',
      content: null,
      tool_calls: [{ ...call, extra_content: signed }, call],
      reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', signature: 's2' }],
    }
    const request = requestOf('openai', '/chat/completions', { model: 'm', messages: [user, answer] })
    expect(marksSentBack(request).map(({ text }) => text)).toEqual(['s2', 's1'])
    expect(usableBody(request, () => true)).toEqual(request.body)
    const google = { thought_signature: 'skip_thought_signature_validator' }
    expect(usableBody(request, none)).toEqual({
      model: 'm',
      messages: [
        user,
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ ...call, extra_content: { ...signed, google } }, call],
        },
      ],
    })
  })

  it('of Responses keeps what stands for itself, and drops what is only named or sealed', () => {
    const input = [
      user,
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'e' },
      { type: 'message', id: 'msg_1', role: 'assistant', content: [] },
      { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c', output: 'wet' },
      { type: 'web_search_call', id: 'ws_1', status: 'completed' },
      { type: 'compaction', id: 'cmp_1', encrypted_content: 'e' },
      { type: 'item_reference', id: 'msg_2' },
    ]
    expect(usableBody(requestOf('openai', '/responses', { model: 'm', input }), none)).toEqual({
      model: 'm',
      input: [
        user,
        { type: 'message', role: 'assistant', content: [] },
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: 'wet' },
        { type: 'web_search_call', id: 'ws_1', status: 'completed' },
      ],
    })
  })

  it('of Messages leaves no answer empty, and thinks on only where the model may', () => {
    const thought = { type: 'thinking', thinking: 'Hm.', signature: 's' }
    const redacted = { type: 'redacted_thinking', data: 'd' }
    const text = { type: 'text', text: 'Yes.' }
    const thinking = { type: 'enabled', budget_tokens: 1024 }
    const body = {
      messages: [
        user,
        { role: 'assistant', content: [thought, redacted] },
        user,
        { role: 'assistant', content: [thought, text] },
        user,
      ],
      thinking,
    }
    const request = requestOf('anthropic', '/v1/messages', body)
    expect(marksSentBack(request).map(({ text: mark }) => mark)).toEqual(['s', 'd', 's'])
    expect(usableBody(request, none)).toEqual({
      messages: [user, user, { role: 'assistant', content: [text] }, user],
      thinking,
    })
  })

  it('is nothing of formats without marks, and of no body', () => {
    const body = { messages: [user] }
    expect(usableBody(requestOf('cohere', '/v2/chat', body), none)).toBe(body)
    expect(usableBody(requestOf('openai', '/files', undefined), none)).toBeUndefined()
    expect(usableBody(requestOf('openai', '/responses', { input: 'Hello' }), none)).toEqual({
      input: 'Hello',
    })
  })
})

describe('what an answer issues', () => {
  it.each<[JsonRecord, string[]]>([
    [{ output: [{ type: 'reasoning', id: 'rs_1', encrypted_content: 'e' }] }, ['rs_1', 'e']],
    [
      {
        content: [
          { type: 'thinking', signature: 's' },
          { type: 'text', text: 'x' },
        ],
      },
      ['s'],
    ],
    [{ candidates: [{ content: { parts: [{ functionCall: {}, thoughtSignature: 's' }] } }] }, ['s']],
    [
      { choices: [{ message: { tool_calls: [{ extra_content: { google: { thought_signature: 's' } } }] } }] },
      ['s'],
    ],
    [{ choices: [{ delta: { reasoning_details: [{ data: 'd' }] } }] }, ['d']],
    [{ id: 'chatcmpl-1', choices: [{ message: { content: 'Hi' } }] }, []],
  ])('%j', (answer, marks) => {
    expect(issuedIn(answer)).toEqual(marks)
  })

  it.each<[JsonRecord, string[]]>([
    [{ type: 'response.output_item.done', item: { id: 'msg_1', type: 'message' } }, ['msg_1']],
    [{ type: 'response.completed', response: { output: [{ id: 'fc_1' }] } }, ['fc_1']],
    [{ type: 'content_block_delta', delta: { type: 'signature_delta', signature: 's' } }, ['s']],
    [{ type: 'content_block_start', content_block: { type: 'redacted_thinking', data: 'd' } }, ['d']],
    [{ type: 'response.output_text.delta', item_id: 'msg_1', delta: 'x' }, []],
  ])('in the event %j', (event, marks) => {
    expect(issuedInEvent(JSON.stringify(event), event)).toEqual(marks)
  })
})
