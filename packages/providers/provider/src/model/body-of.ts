import type { ChatRequest } from '../chat/chat-request.ts'
import { buildRequest } from '../errors/write-request.ts'
import type { BuiltBody, ChatApi } from './chat-api.ts'

/**
 * A request in the vendor's format.
 *
 * @throws TypeError or RangeError for a setting that is wrong, ProviderError `bad-request` for what cannot be read or written
 */
export function bodyOf(api: ChatApi, request: ChatRequest, stream: boolean): BuiltBody {
  return buildRequest(api, () => api.body(request, stream))
}
