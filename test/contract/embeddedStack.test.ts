import { embeddedSipLab } from '../support/embeddedBench';
import { sipStackContract } from './sipStack.contract';

sipStackContract('embedded, datagrams', [], () => Promise.resolve(embeddedSipLab(null)));
