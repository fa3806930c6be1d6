import type { ChatRequest } from '@llm-balancer/provider'

/** The key every case hands to its adapter. Must appear in one request header and nowhere else. */
export const plantedKey = 'sk-planted-5f2b9d7e41c8'

/** What every case asks. Must appear in the request's body and nowhere else. */
export const plantedPrompt = 'planted-prompt-7c41e0 what is load balancing?'

/** A header value that must not leave the request. */
export const plantedHeader = 'planted-header-91ce37'

/** The request of every case: frozen, because it is the caller's. */
export const plantedRequest: ChatRequest = deepFreeze({
  messages: [{ role: 'user', content: plantedPrompt }],
  maxOutputTokens: 64,
  headers: { 'x-planted': plantedHeader },
})

/** Texts that no error may contain. */
export const secrets: readonly string[] = [plantedKey, 'planted-prompt', plantedHeader]

/** Freezes a value and everything in it. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
