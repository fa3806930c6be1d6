export { chatSettingNames, createOpenAICompatible, type ChatSettings } from './create-openai-compatible.ts'
export type { Dialect } from './dialect.ts'
export { openaiCompatible, type OpenAICompatibleSettings } from './openai-compatible.ts'
export type { WireSettings } from './wire.ts'
