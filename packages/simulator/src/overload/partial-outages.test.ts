import { partialOutages } from './partial-outages.ts'
import { describeCases } from './test/describe-cases.ts'

describeCases('an outage of some targets', partialOutages)
