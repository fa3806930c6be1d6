import { collectWarnings } from '@llm-balancer/provider'
import type { AssistantPart, ChatMessage, Warning } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { traitsOf } from './model-traits.ts'
import { toConversation } from './to-conversation.ts'

type Signed = { readonly signatures: unknown[]; readonly warnings: Warning[] }

/** The signatures of all tool calls, in their order, and the warnings. */
const signed = (messages: readonly ChatMessage[], model = 'gemini-3.8-flash'): Signed => {
  const { warnings, warn } = collectWarnings()
  const { contents } = toConversation(messages, { traits: traitsOf(model), vertex: false, warn })
  const calls = contents.flatMap(({ parts }) => parts.filter((part) => part.functionCall !== undefined))
  return { signatures: calls.map((part) => part.thoughtSignature), warnings }
}
const user: ChatMessage = { role: 'user', content: 'go' }
const call = (toolCallId: string, thoughtSignature?: string): AssistantPart => ({
  type: 'tool-call',
  toolCallId,
  toolName: 'f',
  input: {},
  ...(thoughtSignature === undefined ? {} : { providerOptions: { google: { thoughtSignature } } }),
})
const answered = (...calls: AssistantPart[]): ChatMessage[] => [
  { role: 'assistant', content: calls },
  {
    role: 'tool',
    content: calls.flatMap((part) =>
      part.type === 'tool-call'
        ? [
            {
              type: 'tool-result',
              toolCallId: part.toolCallId,
              toolName: 'f',
              output: { type: 'text', value: 'ok' },
            } as const,
          ]
        : [],
    ),
  },
]
const skip = 'skip_thought_signature_validator'
const foreign = [user, ...answered(call('1'), call('2'))]

describe('the signatures of tool calls', () => {
  it('are filled in for another vendor’s calls of the current turn: for the first of each step', () => {
    const { signatures, warnings } = signed([...foreign, ...answered(call('3'))])
    expect(signatures).toEqual([skip, undefined, skip])
    expect(warnings).toEqual([
      {
        type: 'unsupported',
        feature: 'tool calls without a thought signature',
        details: 'sent unchecked',
      },
    ])
  })

  it('are not filled in where the model has signed', () => {
    const own = [user, ...answered(call('1', 's'), call('2'))]
    expect(signed(own)).toEqual({ signatures: ['s', undefined], warnings: [] })
  })

  it('are filled in also where the user adds words to the results of tools, which does not begin a turn', () => {
    expect(signed([...foreign, { role: 'user', content: 'and quickly' }]).signatures).toEqual([
      skip,
      undefined,
    ])
  })

  it('are not filled in in earlier turns', () => {
    const earlier: ChatMessage[] = [...foreign, { role: 'assistant', content: 'done' }, user]
    expect(signed(earlier)).toEqual({ signatures: [undefined, undefined], warnings: [] })
    expect(signed([...earlier, ...answered(call('3'))]).signatures).toEqual([undefined, undefined, skip])
  })

  it.each(['gemini-2.5-pro', 'gemma-4-26b-a4b-it'])(
    'are not made up for %s, which asks for none',
    (model) => {
      expect(signed(foreign, model)).toEqual({ signatures: [undefined, undefined], warnings: [] })
    },
  )
})
