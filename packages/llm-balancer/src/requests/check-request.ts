import { describeValue } from '@llm-balancer/core/options'

/** Refuses a request that is no object; `example` shows what it looks like. @throws TypeError */
export function checkRequest(owner: string, request: unknown, example: string): void {
  const got = describeValue(request)
  if (got !== 'an object')
    throw new TypeError(`${owner}: the request must be an object like ${example}, got ${got}`)
}
