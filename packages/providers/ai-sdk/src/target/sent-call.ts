import type { CallOptions, ChatRequest } from '@llm-balancer/provider'

/** What went with a call, which no error about it may repeat. */
export interface SentCall {
  /** Values of the headers that the call was given. */
  readonly secrets: readonly string[]
  /** The text of the request; undefined when it cannot be written. */
  readonly said: () => string | undefined
}

/** What went with a call. */
export function sentWith({
  request,
  options,
}: {
  readonly request: Pick<ChatRequest, 'headers'>
  readonly options: CallOptions
}): SentCall {
  const values = Object.values({ ...request.headers, ...options.headers })
  return {
    secrets: values.filter((value) => value !== undefined && value !== '') as string[],
    said: () => written(request),
  }
}

function written(request: object): string | undefined {
  try {
    return JSON.stringify(request)
  } catch {
    return undefined
  }
}
