import type { CallOptions } from '../chat/chat-model.ts'
import type { HeaderRecord } from '../http/header-record.ts'
import type { HttpCall } from '../http/http-settings.ts'

/** The options of a call for its HTTP request. */
export function toHttpCall(
  { signal, headers, report }: CallOptions,
  request?: { readonly headers?: HeaderRecord | undefined },
): HttpCall {
  return { signal, report, headers: [request?.headers, headers] }
}
