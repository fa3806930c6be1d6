import { readProperty } from '@llm-balancer/core/options'

/**
 * Refuses a model or client of another library, and names the function that wraps it. `owner` begins the message.
 *
 * @throws TypeError
 */
export function refuseForeign(owner: string, value: unknown): void {
  if (typeof readProperty(value, 'doGenerate') === 'function')
    throw new TypeError(`${owner} is a model of the AI SDK; wrap it with fromAiSdk of @llm-balancer/ai-sdk`)
  const isClient = typeof readProperty(value, 'request') === 'function'
  if (isClient && typeof readProperty(value, 'baseURL') === 'string')
    throw new TypeError(`${owner} is the client of an SDK; wrap it with fromClient of @llm-balancer/clients`)
}
