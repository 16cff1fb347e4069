"""What goes to the Hugging Face Hub: the folder, its description, pictures and videos, the upload, the gallery."""
