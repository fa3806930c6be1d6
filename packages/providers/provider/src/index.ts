export type { CallOptions, ChatModel } from './chat/chat-model.ts'
export type {
  ChatRequest,
  FunctionTool,
  ProviderTool,
  ReasoningEffort,
  ResponseFormat,
  Tool,
  ToolChoice,
} from './chat/chat-request.ts'
export type {
  ChatResponse,
  FinishReason,
  RequestInfo,
  ResponseInfo,
  ResponseMetadata,
  Usage,
  Warning,
} from './chat/chat-response.ts'
export type {
  Citation,
  Content,
  CustomContent,
  FileContent,
  GeneratedFileData,
  ReasoningContent,
  ReasoningFileContent,
  SourceContent,
  TextContent,
  ToolApprovalRequest,
  ToolCallContent,
  ToolResultResponse,
} from './chat/content.ts'
export type {
  FileData,
  InlineFileData,
  RemoteFileData,
  TextFileData,
  UploadedFileData,
} from './chat/file-data.ts'
export type { JsonObject, JsonSchema, JsonValue, ProviderMetadata, ProviderOptions } from './chat/json.ts'
export type {
  AssistantMessage,
  AssistantPart,
  ChatMessage,
  CustomPart,
  FilePart,
  ReasoningFilePart,
  ReasoningPart,
  SystemMessage,
  TextPart,
  ToolApprovalResponsePart,
  ToolCallPart,
  ToolMessage,
  ToolPart,
  ToolResultContent,
  ToolResultOutput,
  ToolResultPart,
  UserMessage,
  UserPart,
} from './chat/message.ts'
export type {
  FinishPart,
  ResponseMetadataPart,
  StreamPart,
  StreamStartPart,
  ToolInputStartPart,
} from './chat/stream-part.ts'
