import type { ChatMessage, ChatRequest, Warning } from '@llm-balancer/provider'
import type { LLMPrompt } from '../requests/llm-request.ts'

/** A request as a custom provider gets it, and what was left out of it. */
export type SimpleRequest = { readonly simple: LLMPrompt; readonly warnings: Warning[] }

/** Settings that a simple request has no place for. */
const unsupported = [
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'stopSequences',
  'seed',
  'tools',
  'responseFormat',
  'reasoning',
] as const

/** A chat request as a simple one: the last user message is the prompt, system messages are joined, the rest stays. */
export function fromChatRequest(request: ChatRequest): SimpleRequest {
  const { messages, maxOutputTokens: maxTokens, temperature, topP } = request
  const talk = messages.filter(({ role }) => role !== 'system')
  const system = messages
    .flatMap((message) => (message.role === 'system' ? [message.content] : []))
    .join('\n\n')
  const last = talk.at(-1)
  const before = last?.role === 'user' ? talk.slice(0, -1) : talk
  const warnings: Warning[] = unsupported
    .filter((feature) => request[feature] !== undefined)
    .map((feature) => ({ type: 'unsupported', feature }))
  if (last?.role === 'user' && hasFiles(last))
    warnings.push({ type: 'unsupported', feature: 'files in the prompt' })
  return {
    simple: {
      prompt: last?.role === 'user' ? textIn(last) : '',
      ...(system === '' ? {} : { system }),
      ...(before.length === 0 ? {} : { messages: before }),
      ...(maxTokens === undefined ? {} : { maxTokens }),
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
    },
    warnings,
  }
}

/** All text of a message, joined. */
export function textIn({ content }: ChatMessage): string {
  if (typeof content === 'string') return content
  if (!isList(content)) return ''
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

function hasFiles({ content }: ChatMessage): boolean {
  return typeof content !== 'string' && content.some(({ type }) => type === 'file')
}

/** Messages come from callers, whose types may be wrong. */
function isList(content: unknown): boolean {
  return Array.isArray(content)
}
