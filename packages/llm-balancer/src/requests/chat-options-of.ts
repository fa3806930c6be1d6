import type { RunOptions } from '@llm-balancer/core'
import type { ChatRequest, ChatResponse } from '@llm-balancer/provider'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import { needsOf } from '../costs/needs-of.ts'
import type { CallName, LLMCallOptions } from './call-options.ts'
import { withExpectedTokens } from './expected-tokens.ts'
import { runOptionsOf } from './run-options-of.ts'

/** Options of a chat call as the core takes them. @throws RangeError for a name that no provider has */
export function chatOptionsOf(
  owner: CallName,
  options: LLMCallOptions,
  [request, registry]: readonly [ChatRequest, ProviderRegistry],
): RunOptions<ChatResponse> {
  const given = runOptionsOf(owner, options, registry)
  const needs = needsOf(request)
  const withNeeds = needs.length === 0 ? given : { ...given, needs: [...needs, ...(given.needs ?? [])] }
  return withExpectedTokens(withNeeds, request, registry)
}
