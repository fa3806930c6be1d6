import { isRecord } from './checks.ts'

/**
 * Refuses what is no model yet, and says what makes it one. `owner` is who speaks, and of what.
 *
 * @throws TypeError
 */
export function refuseForeign(owner: string, value: unknown): void {
  if (!isRecord(value)) return
  const { doGenerate, request, baseURL } = value
  if (typeof doGenerate === 'function') {
    throw new TypeError(`${owner} is a model of the AI SDK; wrap it with fromAiSdk of @llm-balancer/ai-sdk`)
  }
  if (typeof request === 'function' && typeof baseURL === 'string') {
    throw new TypeError(`${owner} is the client of an SDK; wrap it with fromClient of @llm-balancer/clients`)
  }
}
