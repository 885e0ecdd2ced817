#include "core/support/file_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

#include "core/support/error.h"

namespace trabecula::core {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) {
  // The messages people meet most are said plainly; the rest is the system's own wording.
  switch (error) {
    case ENOENT:
      return "the file does not exist";
    case EACCES:
      return "permission denied";
    case EISDIR:
      return "it is a folder, not a file";
    case ENOSPC:
    case EDQUOT:
      return "the disk is full";
    case EROFS:
      return "the disk is read-only";
    default:
      return std::strerror(error);
  }
}

class FileDescriptor {
 public:
  FileDescriptor(const fs::path& path, int flags, mode_t mode = 0) : fd_(::open(path.c_str(), flags, mode)) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int get() const { return fd_; }
  bool isOpen() const { return fd_ >= 0; }
  /// close() can be the call that reports a full disk; false then.
  bool close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0;
  }

 private:
  int fd_;
};

ByteVector readUpTo(const fs::path& path, std::uint64_t limit, bool wholeFile) {
  // Not blocking: opening a pipe that nobody writes to would wait for ever.
  const FileDescriptor file(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (!file.isOpen()) throw Error(ErrorCategory::Unreadable, "Cannot open: " + reason(errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0)
    throw Error(ErrorCategory::Unreadable, "Cannot read: " + reason(errno));
  if (S_ISDIR(status.st_mode)) throw Error(ErrorCategory::Unreadable, "Cannot open: " + reason(EISDIR));
  // Devices and pipes have no size to trust and may never end.
  if (!S_ISREG(status.st_mode)) throw Error(ErrorCategory::Unreadable, "Cannot open: not a regular file");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (wholeFile && size > limit)
    throw Error(ErrorCategory::ResourceLimit, "The file is larger than the 4 GiB that can be opened");

  ByteVector bytes(std::min(size, limit));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::read(file.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(ErrorCategory::Unreadable, "Cannot read: " + reason(errno));
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

fs::path temporaryNameFor(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  // Appended piece by piece: GCC 12 takes a chain of + for overlapping copies (-Wrestrict).
  std::string name = ".";
  name += path.filename().string();
  name += '.';
  name += std::to_string(::getpid());
  name += '-';
  name += std::to_string(counter++);
  name += ".part";
  name += path.extension().string();
  return path.parent_path() / name;
}

[[noreturn]] void failWrite(const fs::path& path, int error) {
  throw Error(ErrorCategory::WriteFailed, path.string() + ": cannot write: " + reason(error));
}

/// Flushes file or folder to the disk; folders that cannot be flushed (some network file systems) are fine.
void flushToDisk(const fs::path& path, const fs::path& reportedAs, bool isFolder) {
  const FileDescriptor file(path, isFolder ? (O_RDONLY | O_DIRECTORY | O_CLOEXEC) : (O_RDONLY | O_CLOEXEC));
  if (!file.isOpen() || ::fsync(file.get()) != 0) {
    if (!isFolder) failWrite(reportedAs, errno);
  }
}

}  // namespace

ByteVector readFile(const fs::path& path) {
  return readUpTo(path, maxFileBytes, true);
}

ByteVector readFileHead(const fs::path& path, std::size_t count) {
  return readUpTo(path, count, false);
}

void writeFileAtomically(const fs::path& path, ByteSpan bytes,
                         const std::function<void(const fs::path&)>& check) {
  writeFileAtomically(path, [&](const fs::path& temporary) {
    FileDescriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (!file.isOpen()) failWrite(path, errno);
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t count = ::write(file.get(), bytes.data() + done, bytes.size() - done);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) failWrite(path, errno);
      done += static_cast<std::size_t>(count);
    }
    if (!file.close()) failWrite(path, errno);
    if (check) check(temporary);
  });
}

void writeFileAtomically(const fs::path& path, const std::function<void(const fs::path&)>& write) {
  std::error_code status;
  // Renaming over a folder, device or pipe would fail or, worse, replace it.
  if (fs::exists(path, status) && !fs::is_regular_file(path, status))
    throw Error(ErrorCategory::WriteFailed, path.string() + ": cannot write: not a regular file");
  const fs::path temporary = temporaryNameFor(path);
  try {
    write(temporary);
    flushToDisk(temporary, path, false);
    if (::rename(temporary.c_str(), path.c_str()) != 0) failWrite(path, errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  flushToDisk(path.has_parent_path() ? path.parent_path() : fs::path("."), path, true);
}

}  // namespace trabecula::core
