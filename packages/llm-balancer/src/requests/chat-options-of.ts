import type { RunOptions } from '@llm-balancer/core'
import type { ChatRequest, ChatResponse } from '@llm-balancer/provider'
import { needsOf } from '../costs/needs-of.ts'
import type { CallName, LLMCallOptions } from './call-options.ts'
import { withExpectedTokens } from './expected-tokens.ts'
import { promptKeyOf } from './prompt-key-of.ts'
import { runOptionsOf, type CallScope } from './run-options-of.ts'

/** Options of a chat call as the core takes them. @throws RangeError for a name that no provider has */
export function chatOptionsOf(
  owner: CallName,
  options: LLMCallOptions,
  [request, scope]: readonly [ChatRequest, CallScope],
): RunOptions<ChatResponse> {
  const given = runOptionsOf(owner, options, scope)
  const needs = [...needsOf(request), ...(scope.registry.asksForChat ? ['chat'] : [])]
  const withNeeds = needs.length === 0 ? given : { ...given, needs: [...needs, ...(given.needs ?? [])] }
  const known =
    withNeeds.affinityKey === undefined ? { ...withNeeds, promptKey: promptKeyOf(request) } : withNeeds
  return withExpectedTokens(known, request, scope.registry)
}
