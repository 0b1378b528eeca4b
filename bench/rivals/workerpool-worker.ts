import { worker } from 'workerpool'
import * as tasks from '../tasks.js'

worker({ ...tasks })
