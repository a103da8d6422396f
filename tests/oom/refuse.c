/*
 * A library to preload (LD_PRELOAD) that refuses what a program asks of the system: memory by malloc and its kin,
 * mappings, threads. Requests are counted from 1, from when the library is loaded, over all threads; what the C
 * library asks for itself counts as well.
 *
 *     OOM_FAIL=N     the N-th request fails
 *     OOM_ALL=1      and so does each that follows
 *     OOM_TRACE=F    nothing fails; at exit the file F gets a hash of each request's call stack, as 8 bytes
 *     OOM_FRAMES=N   how many frames of the stack the hash takes in, the innermost
 *     OOM_SHOW=1     the call stack of the first request that fails is written to standard error, for whoever debugs
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    OWN_FRAMES = 2, /* of this library, at the top of each stack */
    FRAMES = 40,
    MODULES = 32,
    TRACED = 1 << 22
};

static void *(*next_malloc)(size_t size);
static void *(*next_calloc)(size_t count, size_t size);
static void *(*next_realloc)(void *ptr, size_t size);
static int (*next_posix_memalign)(void **block, size_t alignment, size_t size);
static void (*next_free)(void *ptr);
static void *(*next_mmap)(void *at, size_t size, int protection, int flags, int fd, off_t offset);
static int (*next_pthread_create)(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                                  void *argument);

static int (*next_pthread_getattr_np)(pthread_t thread, pthread_attr_t *attributes);

/* Zero until the environment was read: what the loader asks for is not the program's. */
static bool ready, all, show;
static atomic_long asked;
static long failing, hashed = FRAMES;
static const char *trace;
static uint64_t *traced;

/* Looking at a stack may ask for memory in its turn; that is not counted. */
static _Thread_local bool inside;

/* What dlsym asks for while the functions behind this library are being looked up; never given back. */
static alignas(max_align_t) char early[4096];
static size_t early_used;

static void *take_early(size_t size)
{
    void *block = early + early_used;

    early_used += (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (early_used > sizeof early)
        abort();
    return block;
}

static bool is_early(const void *ptr)
{
    return (const char *)ptr >= early && (const char *)ptr < early + sizeof early;
}

/* ISO C has no cast from an object's address to a function's; POSIX says that this is how to do it. */
static void find(void *function, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);

    memcpy(function, &found, sizeof found);
}

static void find_all(void)
{
    static bool finding;

    if (next_malloc || finding)
        return;
    finding = true;
    find(&next_calloc, "calloc");
    find(&next_realloc, "realloc");
    find(&next_posix_memalign, "posix_memalign");
    find(&next_free, "free");
    find(&next_mmap, "mmap");
    find(&next_pthread_create, "pthread_create");
    find(&next_pthread_getattr_np, "pthread_getattr_np");
    find(&next_malloc, "malloc");
    finding = false;
}

/* Where the program and the libraries begin, which is elsewhere in each run. */
static uintptr_t modules[MODULES];
static size_t module_count;

static int keep_module(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size, (void)context;
    if (module_count < MODULES)
        modules[module_count++] = info->dlpi_addr;
    return 0;
}

/* The distance to the nearest beginning below it. */
static uintptr_t offset_of(const void *frame)
{
    uintptr_t base = 0, at = (uintptr_t)frame;

    for (size_t i = 0; i < module_count; i++)
        if (modules[i] <= at && modules[i] > base)
            base = modules[i];
    return at - base;
}

static uint64_t stack_hash(void)
{
    void *frames[FRAMES];
    int count = backtrace(frames, FRAMES);
    uint64_t hash = 14695981039346656037U; /* FNV-1a */

    for (int i = OWN_FRAMES; i < count && i < OWN_FRAMES + hashed; i++)
        hash = (hash ^ offset_of(frames[i])) * 1099511628211U;
    return hash;
}

static void show_stack(void)
{
    void *frames[FRAMES];

    backtrace_symbols_fd(frames, backtrace(frames, FRAMES), STDERR_FILENO);
}

/* Counts a request and says whether it is to fail. */
static bool refuse(void)
{
    long number;

    if (!ready || inside)
        return false;
    number = atomic_fetch_add(&asked, 1) + 1;
    inside = true;
    if (traced && number <= TRACED)
        traced[number - 1] = stack_hash();
    if (show && number == failing)
        show_stack();
    inside = false;
    return failing && (number == failing || (all && number > failing));
}

static __attribute__((constructor)) void begin(void)
{
    const char *number = getenv("OOM_FAIL"), *frames = getenv("OOM_FRAMES");
    void *frame;

    find_all();
    inside = true;
    backtrace(&frame, 1); /* loads the unwinder */
    inside = false;
    dl_iterate_phdr(keep_module, NULL);
    failing = number ? strtol(number, NULL, 10) : 0;
    if (frames)
        hashed = strtol(frames, NULL, 10);
    all = getenv("OOM_ALL");
    show = getenv("OOM_SHOW");
    trace = getenv("OOM_TRACE");
    if (trace) {
        traced = next_mmap(NULL, TRACED * sizeof *traced, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (traced == MAP_FAILED)
            abort();
    }
    ready = true;
}

static __attribute__((destructor)) void end(void)
{
    size_t count = (size_t)atomic_load(&asked);
    int fd;

    ready = false;
    if (!trace)
        return;
    if (count > TRACED)
        count = TRACED;
    fd = open(trace, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, traced, count * sizeof *traced) != (ssize_t)(count * sizeof *traced))
        abort();
    close(fd);
}

static void *no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *malloc(size_t size)
{
    find_all();
    if (!next_malloc)
        return take_early(size);
    return refuse() ? no_memory() : next_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    find_all();
    if (!next_calloc)
        return take_early(count * size);
    return refuse() ? no_memory() : next_calloc(count, size);
}

void *realloc(void *ptr, size_t size)
{
    find_all();
    return refuse() ? no_memory() : next_realloc(ptr, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    find_all();
    return refuse() ? ENOMEM : next_posix_memalign(block, alignment, size);
}

/* What lies in `early` is no block of the allocator's; what dlsym gives back meanwhile is kept. */
void free(void *ptr)
{
    find_all();
    if (next_free && !is_early(ptr))
        next_free(ptr);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    find_all();
    if (!refuse())
        return next_mmap(at, size, protection, flags, fd, offset);
    errno = ENOMEM;
    return MAP_FAILED;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
    find_all();
    return refuse() ? EAGAIN : next_pthread_create(thread, attributes, start, argument);
}

/* A sanitizer asks this at the start of each thread, for itself, and ends the process when it gets no answer. */
int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    int status;

    find_all();
    inside = true;
    status = next_pthread_getattr_np(thread, attributes);
    inside = false;
    return status;
}
