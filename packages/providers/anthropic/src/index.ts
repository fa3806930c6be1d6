export { anthropic } from './anthropic.ts'
export type { AnthropicSettings } from './anthropic-settings.ts'
