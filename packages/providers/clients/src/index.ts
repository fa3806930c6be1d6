export { balanced, type BalancedClientOptions } from './bridge/balanced.ts'
export { bridge, type BridgeFetch } from './bridge/bridge.ts'
export type { BridgeOptions } from './bridge/bridge-options.ts'
export type { BridgeTarget, ClientEntry, KeyEntry, ModelMapping } from './bridge/bridge-target.ts'
export type { BridgedRequest } from './bridge/bridged-request.ts'
export { embeddingFromClient, type EmbeddingFromClientOptions } from './embedding-from-client.ts'
export { fromClient, type FromClientOptions } from './from-client.ts'
export type {
  CohereSdkClient,
  GenAIClient,
  MistralSdkClient,
  RequestClient,
  SdkClient,
  SdkRequest,
} from './sdk/sdk-client.ts'
export type { ClientVendor } from './client-vendors.generated.ts'
