// Files are looked into, decoded, fitted and written in a worker of their own: neither a huge one nor a crafted one holds
// up the page.
import { expose } from 'comlink';
import { photos } from './photo-tasks.ts';

expose(photos);
