export { undiciFetch, type UndiciFetch } from './undici-fetch.ts'
export type { UndiciFetchOptions } from './undici-fetch-options.ts'
