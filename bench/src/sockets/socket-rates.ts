/** The ways to make a call. */
export const socketSides = {
  bare: 'bare `fetch` and `JSON.parse`',
  usual: '`request` over Node’s `fetch`',
  own: '`request` over `@llm-balancer/undici`',
  transport: '`undiciFetch` alone and `JSON.parse`',
} as const

/** One of them. */
export type SocketSide = keyof typeof socketSides

/** Calls per second of each way to make them, so many at a time. */
export interface SocketRates {
  readonly atATime: number
  readonly rates: Readonly<Record<SocketSide, number>>
}
