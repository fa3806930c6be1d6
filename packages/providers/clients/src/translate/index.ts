export { translated } from './translated.ts'
export { translatingBridge } from './translating-bridge.ts'
export type { TranslateOptions, TranslateSource } from './translate-options.ts'
