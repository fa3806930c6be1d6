import type { RunOptions } from '@llm-balancer/core'
import type { ChatRequest, ChatResponse } from '@llm-balancer/provider'
import { needsOf } from '../costs/needs-of.ts'
import type { CallName, LLMCallOptions } from './call-options.ts'
import { expectedTokensOf } from './expected-tokens.ts'
import { promptKeyOf } from './prompt-key-of.ts'
import { runOptionsOf, type CallScope } from './run-options-of.ts'

/**
 * Conversations of fewer tokens have no prompt that is worth going back to: most vendors cache prompts from 1024 tokens on (OpenAI's and
 * Anthropic's documents), and reading a shorter one takes less than answers differ from one another.
 */
const leastCachedTokens = 256

/** Options of a chat call as the core takes them. @throws RangeError for a name that no provider has */
export function chatOptionsOf(
  owner: CallName,
  options: LLMCallOptions,
  [request, scope]: readonly [ChatRequest, CallScope],
): RunOptions<ChatResponse> {
  const { registry } = scope
  const run = runOptionsOf(owner, options, scope)
  const needs = needsOf(request)
  if (registry.asksForChat) needs.push('chat')
  if (needs.length > 0) run.needs = [...needs, ...(run.needs ?? [])]
  const expected = expectedTokensOf(request, run.expectedTokens, registry)
  run.expectedTokens = expected
  if (run.affinityKey === undefined && expected.input >= leastCachedTokens)
    run.promptKey = promptKeyOf(request)
  return run
}
