export { createOpenAICompatible } from './create-openai-compatible.ts'
export { createOpenAICompatibleEmbedding } from './create-openai-compatible-embedding.ts'
export type { Dialect } from './dialect.ts'
export { openaiBooking } from './limit-booking.ts'
export { openaiLimitHeaders } from './limit-headers.ts'
export {
  openaiCompatible,
  openaiCompatibleEmbedding,
  type OpenAICompatibleSettings,
} from './openai-compatible.ts'
export { choiceFault, type ChoiceFault } from './response/choice-fault.ts'
export { isHiddenRefusal } from './response/error-in.ts'
export { finishReasonFrom } from './response/finish-reason.ts'
export { imagePart } from './request/file-part.ts'
export type {
  WireFile,
  WireImage,
  WireMessage,
  WireRequest,
  WireSettings,
  WireText,
  WireThinking,
  WireToolChoice,
} from './wire.ts'
