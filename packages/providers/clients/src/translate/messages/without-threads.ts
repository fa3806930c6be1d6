import type { JsonRecord } from '@llm-balancer/provider'

/**
 * The refusal of a conversation that the server should keep (`thread`). Anthropic's SDK knows it, and sends the conversation
 * with every request instead; undefined for a request without one.
 */
export function refuseThread({ thread }: JsonRecord): Response | undefined {
  if (thread === undefined || thread === null) return undefined
  const error = {
    type: 'invalid_request_error',
    message: 'translate: conversations are not kept; send all messages',
    details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] },
  }
  return Response.json({ type: 'error', error }, { status: 400, headers: { 'x-should-retry': 'false' } })
}
